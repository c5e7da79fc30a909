// <a href="/the/page/that/asks" data-opens="ID"> opens <dialog id="ID"> in place; without scripts the
// link leads to the page that asks the same. A button inside with data-closes shuts it.
export function catchDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
      return;
    }
    event.target.closest?.("[data-closes]")?.closest("dialog")?.close();
  });
}
