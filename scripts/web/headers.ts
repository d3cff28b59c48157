/**
 * What the dashboard is served with. Scripts come from this origin alone and none is inline; `wasm-unsafe-eval` lets WebAssembly
 * be compiled (the digests of objects are worked out by it) and no JavaScript be evaluated. Styles may be inline, since the
 * component library writes its variables into a style element. `connect-src` is open because the operator types the server's address:
 * ws and wss to talk to it, http and https only for the probe that says why a connection failed.
 * `frame-src` is for downloads, which a hidden frame begins, and for the player of a preview, a page of our service worker; no page that
 * is served can be framed. `media-src` is for what is played out of memory, where there can be no service worker.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  'media-src blob:',
  "font-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "connect-src 'self' ws: wss: http: https:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const securityHeaders: Record<string, string> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
}
