import type { CompiledApp } from '@axiom/shared/model/app'
import { themeColour } from '@axiom/shared/widgets/theme'

/** Lets the device install the app, and start it without network. In a frame it is part of another page. */
export function installShell(app: Pick<CompiledApp, 'theme'>): void {
  if (window.parent !== window) return
  link('manifest', '/-/manifest.webmanifest')
  link('apple-touch-icon', '/-/icon-192.png')
  const meta = document.createElement('meta')
  meta.name = 'theme-color'
  meta.content = themeColour(app.theme, 'primary')
  document.head.append(meta)
  // Only there on https and on localhost. Without a worker the app works as well, only not without network.
  if (!('serviceWorker' in navigator)) return
  const register = (): void => {
    navigator.serviceWorker.register('/app-sw.js').catch((error: unknown) => reportError(error))
  }
  if (document.readyState === 'complete') register()
  else addEventListener('load', register, { once: true })
}

function link(rel: string, href: string): void {
  const element = document.createElement('link')
  Object.assign(element, { rel, href })
  document.head.append(element)
}
