// A form with data-draft="ADDRESS" saves itself while it is written. Nothing is kept in the browser.
// The answer's text, when there is one, is shown in [data-draft-note]; otherwise the time is.
import { fresh, newKey } from "./once.js";
import { said } from "./words.js";

const PAUSE = 1500;

function clock() {
  return new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
}

export function saveDrafts(root) {
  for (const form of fresh(root, "form[data-draft]", "Draft")) keep(form);
}

function keep(form) {
  const note = form.querySelector("[data-draft-note]") ?? document.createElement("p");
  let timer = 0;
  let sent = "";
  let leaving = false;

  function written() {
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    return body;
  }

  function fingerprint(body) {
    body.delete("idempotency_key");
    return new URLSearchParams(body).toString();
  }

  async function save() {
    const print = fingerprint(written());
    if (leaving || print === sent) return;
    const body = written();
    body.set("idempotency_key", newKey());
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body,
        headers: { "X-Draft": "1" },
        credentials: "same-origin",
        redirect: "error",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      sent = print;
      note.textContent = (await answer.text()).trim() || said("saved", { time: clock() });
    } catch {
      note.textContent = said("unsaved");
      timer = setTimeout(save, 10 * PAUSE);
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer) save();
  });
}
