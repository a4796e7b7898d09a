// Shows the alerts in force of one publisher on another site: <script src=".../banner.js" data-publisher="zone" async></script>
// A frame that is as high as what it says, and not to be seen while it says nothing. No cookies, nothing stored.
(() => {
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const language = script.dataset.language || document.documentElement.lang || navigator.language || "";
  const frame = document.createElement("iframe");
  frame.src = `${home}/banner/${encodeURIComponent(script.dataset.publisher)}/?lang=${encodeURIComponent(language)}`;
  frame.title = script.dataset.title || "Nabij";
  Object.assign(frame.style, { display: "block", width: "100%", height: "0", border: "0", visibility: "hidden" });
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  const MOST_PX = 2000;
  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== home) return;
    const height = Math.min(Number(event.data && event.data.nabijHeight) || 0, MOST_PX);
    frame.style.height = `${height}px`;
    frame.style.visibility = height ? "visible" : "hidden";
    if (height) {
      frame.removeAttribute("aria-hidden");
      frame.removeAttribute("tabindex");
    } else {
      frame.setAttribute("aria-hidden", "true");
      frame.tabIndex = -1;
    }
  });
  script.after(frame);
})();
