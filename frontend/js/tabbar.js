// The tray behind 更多 closes by Escape and by a touch beside it.
export function closeTheTray() {
  const open = () => document.querySelector(".nav__more[open]");
  document.addEventListener("click", (event) => {
    const tray = open();
    if (tray && !tray.contains(event.target)) tray.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const tray = event.key === "Escape" && open();
    if (!tray) return;
    tray.open = false;
    tray.querySelector("summary").focus();
  });
}
