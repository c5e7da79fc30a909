// Passkeys. A form with data-passkey="get" or "create" is shown only where the browser knows them;
// its button asks the server what to ask, asks the device, and sends what the device answered.
import { fresh } from "./once.js";

function bytes(text) {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function unpacked(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (options[list]) read[list] = options[list].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return read;
}

function packed(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: {},
  });
}

async function askDevice(form) {
  const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return null;
  const publicKey = unpacked(await answer.json());
  const asked =
    form.dataset.passkey === "create"
      ? navigator.credentials.create({ publicKey })
      : navigator.credentials.get({ publicKey });
  return packed(await asked);
}

export function offerPasskeys(root) {
  if (!window.PublicKeyCredential) return;
  for (const form of fresh(root, "form[data-passkey]", "Passkey")) {
    const said = form.querySelector("[data-said]");
    form.closest("[data-with-passkey]")?.removeAttribute("hidden");
    form.hidden = false;
    form.querySelector("button[type=button]").addEventListener("click", async (event) => {
      event.target.disabled = true;
      said.hidden = true;
      try {
        const credential = await askDevice(form);
        if (credential === null) return location.reload(); // the proof of who one is has grown old
        form.elements.credential.value = credential;
        form.requestSubmit();
      } catch {
        said.hidden = false; // turned down, timed out, or no such key: nothing was changed
      } finally {
        event.target.disabled = false;
      }
    });
  }
}
