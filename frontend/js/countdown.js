// <p data-countdown="28">: seconds until something changes. Counts down in [data-count] and in a
// <progress> inside, then gives the element the event "due" (hx-trigger="due" fetches the new code).
// Until the answer has replaced the element it asks again: a hall's network comes and goes.
import { fresh } from "./once.js";

const AGAIN = 3000; // ms between two askings

export function countDown(root) {
  for (const place of fresh(root, "[data-countdown]", "Countdown")) {
    const due = performance.now() + Number(place.dataset.countdown) * 1000;
    const words = place.querySelector("[data-count]");
    const bar = place.querySelector("progress");
    const clock = setInterval(() => {
      const left = Math.max(0, Math.ceil((due - performance.now()) / 1000));
      if (words) words.textContent = String(left);
      if (bar) bar.value = left;
      if (left > 0 && place.isConnected) return;
      clearInterval(clock);
      askUntilReplaced(place);
    }, 250);
  }
}

function askUntilReplaced(place) {
  if (!place.isConnected) return;
  place.dispatchEvent(new CustomEvent("due", { bubbles: true }));
  setTimeout(() => askUntilReplaced(place), AGAIN);
}
