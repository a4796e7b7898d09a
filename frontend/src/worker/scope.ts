/** What the server puts before the script: `service_worker` in src/nabij/site/app.py. Addresses are paths on this site. */
declare const NABIJ: {
  version: string;
  files: string[];
  languages: string[];
  form: string;
  steps: string[];
  token: string;
  later: string;
};

export const facts = NABIJ;
export const scope = self as unknown as ServiceWorkerGlobalScope;
