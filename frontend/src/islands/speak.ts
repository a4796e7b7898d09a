/** Buttons `data-speak="URL"`: the text as a call will say it. A second press stops it. */
export function speak(): void {
  let playing: AudioBufferSourceNode | null = null;
  document.addEventListener("click", async (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("[data-speak]");
    if (!button) return;
    if (playing) {
      playing.stop();
      playing = null;
      return;
    }
    const body = new FormData();
    body.set("text", button.dataset["spokenText"] ?? "");
    body.set("language", button.dataset["spokenLanguage"] ?? "nl");
    body.set("csrfmiddlewaretoken", document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");
    const answer = await fetch(button.dataset["speak"] ?? "", { method: "POST", body });
    if (!answer.ok) return;
    const context = new AudioContext();
    const source = context.createBufferSource();
    source.buffer = await context.decodeAudioData(await answer.arrayBuffer());
    source.connect(context.destination);
    source.addEventListener("ended", () => {
      playing = null;
      button.removeAttribute("data-speaking");
      void context.close();
    });
    button.setAttribute("data-speaking", "");
    playing = source;
    source.start();
  });
}

/** Buttons `data-read-aloud="ID"`: the browser's own voice reads that element; a second press stops. Hidden where it has none. */
export function readAloud(): void {
  if (!("speechSynthesis" in window)) return;
  document.querySelectorAll<HTMLButtonElement>("[data-read-aloud]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const text = document.getElementById(button.dataset["readAloud"] ?? "");
      if (!text || speechSynthesis.speaking) return speechSynthesis.cancel();
      text.querySelectorAll("li").forEach((line) => {
        const said = new SpeechSynthesisUtterance(line.textContent ?? "");
        said.lang = text.closest<HTMLElement>("[lang]")?.lang ?? "nl";
        said.rate = 0.9;
        speechSynthesis.speak(said);
      });
    });
  });
}
