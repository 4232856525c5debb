import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

import { mantineVariablesCss } from './src/theme/mantineVariables.ts'

const VARIABLES = 'virtual:mantine-variables.css'
const server = `http://127.0.0.1:${process.env['PORT'] ?? '3000'}`

/** Mantine's variables become a file of the build instead of a style tag of the page. */
function mantineVariables(): Plugin {
  return {
    name: 'axiom:mantine-variables',
    resolveId: (id) => (id === VARIABLES ? `\0${VARIABLES}` : null),
    load: (id) => (id === `\0${VARIABLES}` ? mantineVariablesCss() : null),
  }
}

const root = import.meta.dirname
const inputs = ['index.html', 'runtime.html'].map((file) => resolve(root, file)).filter((file) => existsSync(file))

export default defineConfig({
  root,
  plugins: [react(), mantineVariables()],
  server: {
    proxy: { '/api': server, '/health': server, '/collaboration': { target: server, ws: true } },
  },
  build: {
    outDir: resolve(root, 'dist'),
    emptyOutDir: true,
    // Says which files belong to a published app.
    manifest: true,
    // An inlined asset is a data: address, which the content security policy does not know.
    assetsInlineLimit: 0,
    // Every browser that can run this knows it.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: inputs,
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: 'mantine', test: /node_modules[\\/]@mantine[\\/]/ },
            { name: 'tiptap', test: /node_modules[\\/](@tiptap|prosemirror-[a-z]+|linkifyjs)[\\/]/ },
            { name: 'yjs', test: /node_modules[\\/](yjs|lib0|y-protocols)[\\/]/ },
            // Patterns of fields need only the second.
            { name: 'jsonata', test: /node_modules[\\/]jsonata[\\/]/ },
            { name: 're2', test: /node_modules[\\/]re2js[\\/]/ },
          ],
        },
      },
    },
  },
})
