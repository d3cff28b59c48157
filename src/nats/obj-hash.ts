import { createSHA256, type IHasher } from 'hash-wasm'
import { AppError } from './errors.ts'

/** A SHA-256 that is fed piece by piece, which no browser has by itself. */
export class Sha256 {
  private readonly engine: IHasher
  private state: Uint8Array

  constructor(engine: IHasher) {
    this.engine = engine
    this.state = engine.init().save()
  }

  add(bytes: Uint8Array): void {
    this.state = this.engine.load(this.state).update(bytes).save()
  }

  /** An empty one of the same engine. */
  another(): Sha256 {
    return new Sha256(this.engine)
  }

  /** Of what was added so far; more may follow. */
  digest(): Uint8Array {
    return this.engine.load(this.state).digest('binary')
  }
}

let engine: Promise<IHasher> | undefined

/**
 * One WebAssembly instance serves every hash of the thread, each keeping its own state of some hundred bytes: an instance reserves so much
 * address space that Chromium refuses it after about 125. Throws AppError where the page may not run WebAssembly: its
 * Content-Security-Policy has to allow it.
 */
export async function newHash(): Promise<Sha256> {
  engine ??= createSHA256()
  try {
    return new Sha256(await engine)
  } catch (e) {
    engine = undefined
    throw new AppError('invalid', 'This page cannot run WebAssembly, without which no digest can be worked out here', {
      cause: e,
      details: e instanceof Error ? e.message : String(e),
      next: "Let the web server of Windsock send 'wasm-unsafe-eval' in the script-src of its Content-Security-Policy",
    })
  }
}
