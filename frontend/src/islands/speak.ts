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
