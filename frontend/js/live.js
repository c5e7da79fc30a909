// Figures that move by themselves: <div data-live="/live/…"> listens to server-sent events. The data
// of a message is JSON; each key fills the elements [data-field=key] inside. Then the element gets the
// event "live", for which hx-trigger="live" can fetch a redrawn piece. While the line is down the same
// event comes every data-live-every seconds (15 unless told), so nothing stands still.
import { fresh } from "./once.js";

export function keepLive(root) {
  for (const place of fresh(root, "[data-live]", "Live")) listen(place);
}

function fill(place, figures) {
  for (const [name, value] of Object.entries(figures)) {
    for (const element of place.querySelectorAll(`[data-field="${CSS.escape(name)}"]`)) {
      if (element.localName === "progress") element.value = Number(value);
      else element.textContent = String(value);
    }
  }
}

function listen(place) {
  const seconds = Number(place.dataset.liveEvery ?? 15);
  const stir = () => place.dispatchEvent(new CustomEvent("live", { bubbles: false }));
  let line = null;
  let asking = 0;

  function ask() {
    asking ||= setInterval(stir, seconds * 1000);
  }

  function open() {
    if (!place.dataset.live) return ask();
    line = new EventSource(place.dataset.live);
    line.onopen = () => {
      clearInterval(asking);
      asking = 0;
    };
    line.onmessage = (message) => {
      try {
        fill(place, JSON.parse(message.data));
      } catch {
        // A message that is not JSON only says "look again".
      }
      stir();
    };
    line.onerror = ask;
    return undefined;
  }

  open();
  addEventListener("pagehide", () => line?.close());
  const gone = new MutationObserver(() => {
    if (place.isConnected) return;
    line?.close();
    clearInterval(asking);
    gone.disconnect();
  });
  gone.observe(document.body, { childList: true, subtree: true });
}
