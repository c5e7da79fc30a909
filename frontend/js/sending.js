// A form goes once: the button that sent it says so until the answer comes. The server keeps the
// promise by the idempotency key; this only spares people the doubt.
export function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (!form.hasAttribute("data-again")) form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
    // A file to download answers without a new page: the button is free again soon.
    setTimeout(() => release(form), 8000);
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) release(form);
  });
}

function release(form) {
  delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
}
