// Each element is taken in hand one time, however often the page is looked over.
export function fresh(root, selector, name) {
  const mark = `taken${name}`;
  return [...root.querySelectorAll(selector)].filter((element) => {
    if (element[mark]) return false;
    element[mark] = true;
    return true;
  });
}

// A key for one sending, the same form as the tag `once` writes. Works on plain http too,
// where crypto.randomUUID is missing.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
