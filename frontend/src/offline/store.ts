/** What this telephone keeps of reports that were not sent yet: for the page that works without a network and for the service worker. */
export interface Draft {
  key: string;
  state: "editing" | "waiting" | "asked";
  fields: Record<string, string>;
  photos: Blob[];
  at: number;
  /** Why it is not sent yet: in the words of the server, or as the name of a sentence of the page. */
  sentence?: string;
  trouble?: "not-yet" | "too-large" | "no-room";
  places?: { label: string; lon: number; lat: number }[];
}

export interface Sent {
  key: string;
  code: string;
  url: string;
  at: number;
}

interface Rows {
  drafts: Draft;
  sent: Sent;
  settings: { name: string; value: string };
}

export const LOCK = "nabij-outbox";

function opened(): Promise<IDBDatabase> {
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

async function act<T>(store: keyof Rows, mode: IDBTransactionMode, deed: (rows: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await opened();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const asked = deed(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const put = <S extends keyof Rows>(store: S, row: Rows[S]): Promise<unknown> => act(store, "readwrite", (rows) => rows.put(row));
export const remove = (store: keyof Rows, key: string): Promise<undefined> => act(store, "readwrite", (rows) => rows.delete(key));
export const drafts = (): Promise<Draft[]> => act("drafts", "readonly", (rows) => rows.getAll());
export const sent = (): Promise<Sent[]> => act("sent", "readonly", (rows) => rows.getAll());

export async function setting(name: string): Promise<string | undefined> {
  const found: Rows["settings"] | undefined = await act("settings", "readonly", (rows) => rows.get(name));
  return found?.value;
}

/** Not while the service worker sends: what is changed is then what is sent. */
export async function keep(draft: Draft): Promise<void> {
  await navigator.locks.request(LOCK, () => put("drafts", draft));
}

export async function forget(key: string): Promise<void> {
  await navigator.locks.request(LOCK, () => remove("drafts", key));
}
