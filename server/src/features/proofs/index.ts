export { createProofs, type Proofs } from './proofs.ts'
export { readProof } from './readProof.ts'
