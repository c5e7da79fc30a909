// Every page works without this file. Here it only becomes quicker.
import "htmx.org";

import { copyTexts } from "./copy.js";
import { catchDialogs } from "./dialog.js";
import { saveDrafts } from "./drafts.js";
import { keepLive } from "./live.js";
import { offerPasskeys } from "./passkey.js";
import { markWhatWasSeen } from "./seen.js";
import { sendOnce } from "./sending.js";
import { closeTheTray } from "./tabbar.js";
import { openTerms } from "./term.js";
import { chooseTheme } from "./theme.js";
import { flyToasts } from "./toast.js";
import { countDown } from "./countdown.js";

// Modules that look at elements are called again for what htmx brings in.
const onArrival = [flyToasts, saveDrafts, keepLive, countDown, copyTexts, offerPasskeys];

function arrive(root) {
  for (const look of onArrival) look(root);
}

chooseTheme();
closeTheTray();
sendOnce();
markWhatWasSeen();
catchDialogs();
openTerms();
arrive(document);
document.addEventListener("htmx:after:swap", () => arrive(document));
