/** What this telephone keeps of reports that were not sent yet. The service worker (site/data/sw.js) reads and empties it. */
export interface Draft {
  key: string;
  state: "editing" | "waiting" | "asked";
  fields: Record<string, string>;
  photos: Blob[];
  at: number;
  sentence?: string;
  places?: { label: string; lon: number; lat: number }[];
}

export interface Sent {
  key: string;
  code: string;
  url: string;
  at: number;
}

export const LOCK = "nabij-outbox";

export function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("nabij", 1);
    asked.onupgradeneeded = () => {
      for (const name of ["drafts", "sent"]) asked.result.createObjectStore(name, { keyPath: "key" });
      asked.result.createObjectStore("settings", { keyPath: "name" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function done<T>(store: string, mode: IDBTransactionMode, act: (rows: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await opened();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const asked = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const drafts = (): Promise<Draft[]> => done("drafts", "readonly", (rows) => rows.getAll());
export const sent = (): Promise<Sent[]> => done("sent", "readonly", (rows) => rows.getAll());
export const forgetSent = (key: string): Promise<undefined> => done("sent", "readwrite", (rows) => rows.delete(key));

/** Not while the service worker sends: what is changed is then what is sent. */
export async function keep(draft: Draft): Promise<void> {
  await navigator.locks.request(LOCK, () => done("drafts", "readwrite", (rows) => rows.put(draft)));
}

export async function forget(key: string): Promise<void> {
  await navigator.locks.request(LOCK, () => done("drafts", "readwrite", (rows) => rows.delete(key)));
}
