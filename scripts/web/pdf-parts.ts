import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { root } from '../lib/paths.ts'

/** What pdf.js fetches by name when a document needs it: fonts and encodings that are not in it, and decoders of rare pictures. */
const folders = ['cmaps', 'standard_fonts', 'iccs', 'wasm']
/** For browsers without WebAssembly, in which nothing here runs. */
const unwanted = /nowasm/

/** Puts the parts of pdf.js beside the dashboard, at `pdf/`: nothing is loaded from elsewhere. */
export function pdfParts(): Plugin {
  return {
    name: 'pdf-parts',
    apply: 'build',
    generateBundle() {
      const from = join(root, 'node_modules', 'pdfjs-dist')
      for (const folder of folders) {
        for (const name of readdirSync(join(from, folder))) {
          if (unwanted.test(name)) continue
          this.emitFile({ type: 'asset', fileName: `pdf/${folder}/${name}`, source: readFileSync(join(from, folder, name)) })
        }
      }
    },
  }
}
