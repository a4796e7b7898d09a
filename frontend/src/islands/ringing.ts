import { words } from "../lib/words.ts";

/** The browser slows down a page that is not looked at; a connection is broken when so many questions went unanswered. */
const LOST_AFTER = 2;
const TONES_HZ = [523, 659, 784];
const TONE_S = 0.2;

/**
 * The page of a resident who waits, for a talk or their turn: keeps the screen on, asks at once when one comes back to it, says when
 * the line is broken, and makes itself heard, felt and seen in the title as soon as something in it has `data-now`.
 */
export function ringing(element: HTMLElement): void {
  const lost = document.getElementById("line-lost");
  let missed = 0;
  let isReady = isNow(element);
  const awake = () => {
    if (document.visibilityState !== "visible") return;
    void keepAwake();
    element.dispatchEvent(new Event("ringing:look"));
  };
  document.addEventListener("visibilitychange", awake);
  addEventListener("online", awake);
  document.addEventListener("htmx:after:swap", () => {
    missed = 0;
    if (lost) lost.hidden = true;
  });
  document.addEventListener("htmx:error", () => {
    missed += 1;
    if (lost && missed >= LOST_AFTER) lost.hidden = false;
  });
  new MutationObserver(() => {
    if (isReady || !isNow(element)) return;
    isReady = true;
    call(words(element, "ready"));
  }).observe(element, { childList: true, subtree: true });
  void keepAwake();
}

function isNow(element: HTMLElement): boolean {
  return element.querySelector("[data-now]") !== null;
}

async function keepAwake(): Promise<void> {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // low battery, or a browser that does not: the ring goes on when one comes back
  }
}

function call(text: string): void {
  document.title = text;
  navigator.vibrate?.([300, 150, 300]);
  const audio = new AudioContext();
  TONES_HZ.forEach((tone_hz, at) => {
    const start = audio.currentTime + at * TONE_S;
    const sound = new OscillatorNode(audio, { frequency: tone_hz });
    const volume = new GainNode(audio, { gain: 0.2 });
    sound.connect(volume).connect(audio.destination);
    sound.start(start);
    sound.stop(start + TONE_S);
  });
}
