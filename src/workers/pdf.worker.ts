// The worker of pdf.js, which reads documents: it sees their bytes and has no connection.
import 'pdfjs-dist/build/pdf.worker.min.mjs'
