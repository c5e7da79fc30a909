// A button with data-copies="ID" copies the text of that field and says so on itself.
// Without it the text is there to be marked and copied by hand.
import { fresh } from "./once.js";

const SHOWN = 4000;

async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select(); // plain http and old built-in browsers have no clipboard of their own
    document.execCommand("copy");
  }
}

export function copyTexts(root) {
  for (const button of fresh(root, "[data-copies]", "Copies")) {
    const words = button.textContent;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await copied(document.getElementById(button.dataset.copies));
      button.textContent = button.dataset.said;
      setTimeout(() => (button.textContent = words), SHOWN);
    });
  }
}
