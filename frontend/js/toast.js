// A toast leaves by itself: after ten seconds with an undo, whose seconds are counted aloud to the
// eye only, after six without. A pointer or the focus on it stops the clock.
import { fresh } from "./once.js";

export function flyToasts(root) {
  for (const toast of fresh(root, ".toast[data-seconds]", "Toast")) {
    let left = Number(toast.dataset.seconds);
    const count = toast.querySelector("[data-count]");
    const clock = setInterval(() => {
      if (toast.matches(":hover, :focus-within")) return;
      left -= 1;
      if (count) count.textContent = String(Math.max(left, 0));
      if (left > 0) return;
      clearInterval(clock);
      toast.remove();
    }, 1000);
  }
}
