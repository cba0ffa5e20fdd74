// Bit fields, permutations, dot products of bytes, carries, a random generator.
#include <stdint.h>
extern "C" __global__ void __launch_bounds__(256) fields(const unsigned* x, unsigned* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n) {
    unsigned v = x[i];
    y[i] = __byte_perm(v, v >> 8, 0x5140) ^ __funnelshift_l(v, v * 5, 7) ^ ((v >> 4) & 0xff) ^ (v & 0xf0f0 | ~v & y[i]);
    y[i] = __dp4a((int)v, (int)y[i], 17) + __mul24(v, 3) + __sad(v, y[i], 4);
  }
}
extern "C" __global__ void __launch_bounds__(256) philox(uint4* out, uint32_t k0, uint32_t k1) {
  uint32_t c[4] = {blockIdx.x * 256 + threadIdx.x, 0, 0, 0};
#pragma unroll
  for (int r = 0; r < 10; r++) {
    uint64_t p = (uint64_t)0xD2511F53u * c[0], q = (uint64_t)0xCD9E8D57u * c[2];
    uint32_t a = (uint32_t)(q >> 32) ^ c[1] ^ k0, b = (uint32_t)q, d = (uint32_t)(p >> 32) ^ c[3] ^ k1, e = (uint32_t)p;
    c[0] = a, c[1] = b, c[2] = d, c[3] = e;
    k0 += 0x9E3779B9u, k1 += 0xBB67AE85u;
  }
  out[blockIdx.x * 256 + threadIdx.x] = make_uint4(c[0], c[1], c[2], c[3]);
}
