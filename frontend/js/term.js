// <a data-opens-term="ADDRESS"> shows what stands at that address over the text: a term, a clause.
// Without scripts, or when nothing comes, the link leads there.
function sheet() {
  const dialog = document.getElementById("told-in-place") ?? document.createElement("dialog");
  dialog.id = "told-in-place";
  dialog.className = "dialog in-place";
  dialog.setAttribute("aria-labelledby", "told");
  dialog.onclick = (event) => event.target === dialog && dialog.close();
  document.body.append(dialog);
  return dialog;
}

async function show(link) {
  const answer = await fetch(link.dataset.opensTerm, { headers: { "HX-Request": "true" } });
  if (!answer.ok) throw new Error(answer.statusText);
  const piece = new DOMParser().parseFromString(await answer.text(), "text/html");
  const dialog = sheet();
  dialog.replaceChildren(...piece.body.childNodes);
  if (dialog.open) dialog.querySelector("[autofocus]")?.focus();
  else dialog.showModal();
}

export function openTerms() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-opens-term]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link).catch(() => location.assign(link.href));
  });
}
