/** After so many seconds (`data-seconds`) the page goes to `data-to`, or is asked for again, without anybody doing anything. */
export function later(element: HTMLElement): void {
  const { seconds, to } = element.dataset;
  window.setTimeout(() => location.replace(to ?? location.href), Number(seconds) * 1000);
}
