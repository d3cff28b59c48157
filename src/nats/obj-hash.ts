import { createSHA256, type IHasher } from 'hash-wasm'
import { AppError } from './errors.ts'

/**
 * A SHA-256 that is fed piece by piece, which no browser has by itself. Throws AppError where the page may not run WebAssembly: its
 * Content-Security-Policy has to allow it.
 */
export async function newHash(): Promise<IHasher> {
  try {
    return (await createSHA256()).init()
  } catch (e) {
    throw new AppError('invalid', 'This page may not run WebAssembly, without which no digest can be worked out here', {
      cause: e,
      details: e instanceof Error ? e.message : String(e),
      next: "Let the web server of Windsock send 'wasm-unsafe-eval' in the script-src of its Content-Security-Policy",
    })
  }
}
