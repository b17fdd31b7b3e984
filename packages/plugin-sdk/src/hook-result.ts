/** How far a hook is. `done` and `total` are in bytes unless `message` says otherwise. */
export interface Progress {
  readonly done?: number;
  readonly total?: number;
  readonly message?: string;
}

/** An observable of any library, told by its shape, so that an author needs no RxJS. */
export interface ObservableLike<T> {
  subscribe(observer: {
    next?: (value: T) => void;
    error?: (error: unknown) => void;
    complete?: () => void;
  }): { unsubscribe(): void };
}

/**
 * What a hook gives back: nothing, a promise, an async iterable of progress or an observable of progress.
 * The hook has ended when it returns, settles, is done or completes.
 */
export type HookResult = void | PromiseLike<Progress | void> | AsyncIterable<Progress> | ObservableLike<Progress>;
