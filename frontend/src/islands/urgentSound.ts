import { words } from "../lib/words.ts";

const KEPT = "nabij.sound";
const TONES_HZ = [660, 880];
const TONE_S = 0.16;

/** Two tones when something urgent (`data-urgent-id`) appears on the page that was not there; off until one asks for it. */
export function urgentSound(element: HTMLElement): void {
  if (!(element instanceof HTMLButtonElement)) return;
  const seen = new Set(urgentIds());
  let audio: AudioContext | null = null;
  const isOn = () => localStorage.getItem(KEPT) === "on";
  const show = () => {
    element.setAttribute("aria-pressed", String(isOn()));
    const said = element.querySelector("[data-sound-words]");
    if (said) said.textContent = words(element, isOn() ? "on" : "off");
  };
  element.addEventListener("click", () => {
    localStorage.setItem(KEPT, isOn() ? "off" : "on");
    audio ??= new AudioContext();
    if (isOn()) play(audio);
    show();
  });
  new MutationObserver(() => {
    const fresh = urgentIds().filter((id) => !seen.has(id));
    for (const id of fresh) seen.add(id);
    if (!fresh.length || !isOn()) return;
    audio ??= new AudioContext();
    play(audio);
    element.dataset["played"] = String(seen.size);
  }).observe(document.body, { childList: true, subtree: true });
  show();
  element.hidden = false;
}

function urgentIds(): string[] {
  return [...document.querySelectorAll<HTMLElement>("[data-urgent-id]")].map((row) => row.dataset["urgentId"] ?? "");
}

function play(audio: AudioContext): void {
  TONES_HZ.forEach((tone_hz, at) => {
    const start = audio.currentTime + at * TONE_S;
    const sound = new OscillatorNode(audio, { frequency: tone_hz });
    const volume = new GainNode(audio, { gain: 0.15 });
    sound.connect(volume).connect(audio.destination);
    sound.start(start);
    sound.stop(start + TONE_S);
  });
}
