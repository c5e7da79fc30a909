// A draft that was opened counts as looked at; without scripts its box is ticked by hand.
export function markWhatWasSeen() {
  document.addEventListener(
    "toggle",
    (event) => {
      const opened = event.target;
      if (!(opened instanceof HTMLDetailsElement) || !opened.open) return;
      if (!opened.hasAttribute("data-seen")) return;
      const box = opened.querySelector("input[name=seen]");
      if (box) box.checked = true;
    },
    true,
  );
}
