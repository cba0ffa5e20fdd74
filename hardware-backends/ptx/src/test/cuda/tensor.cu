// Tensor cores: the readable form and the instruction itself.
#include <mma.h>
using namespace nvcuda;
extern "C" __global__ void __launch_bounds__(32) fragments(const half* a, const half* b, float* c, int n) {
  wmma::fragment<wmma::matrix_a, 16, 16, 16, half, wmma::row_major> fa;
  wmma::fragment<wmma::matrix_b, 16, 16, 16, half, wmma::col_major> fb;
  wmma::fragment<wmma::accumulator, 16, 16, 16, float> fc;
  wmma::fill_fragment(fc, 0.0f);
#pragma unroll 1
  for (int k = 0; k < n; k += 16) {
    wmma::load_matrix_sync(fa, a + blockIdx.y * 16 * n + k, n);
    wmma::load_matrix_sync(fb, b + blockIdx.x * 16 * n + k, n);
    wmma::mma_sync(fc, fa, fb, fc);
  }
  wmma::store_matrix_sync(c + blockIdx.y * 16 * n + blockIdx.x * 16, fc, n, wmma::mem_row_major);
}
extern "C" __global__ void __launch_bounds__(32) instruction(const half* a, const half* b, float* c) {
  __shared__ __align__(16) half as[16 * 16], bs[16 * 8];
  int t = threadIdx.x;
  ((uint4*)as)[t] = ((const uint4*)a)[t];
  if (t < 16) ((uint4*)bs)[t] = ((const uint4*)b)[t];
  __syncwarp();
  unsigned r[4], s[2];
  unsigned pa = (unsigned)__cvta_generic_to_shared(as + (t % 16) * 16 + t / 16 * 8);
  unsigned pb = (unsigned)__cvta_generic_to_shared(bs + (t % 16) * 8);
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];" : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3]) : "r"(pa));
  asm volatile("ldmatrix.sync.aligned.m8n8.x2.trans.shared.b16 {%0,%1}, [%2];" : "=r"(s[0]), "=r"(s[1]) : "r"(pb));
  float d[4] = {0, 0, 0, 0};
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
               : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3]) : "r"(r[0]), "r"(r[1]), "r"(r[2]), "r"(r[3]), "r"(s[0]), "r"(s[1]));
  int row = t / 4, col = t % 4 * 2;
  *(float2*)&c[row * 8 + col] = make_float2(d[0], d[1]);
  *(float2*)&c[(row + 8) * 8 + col] = make_float2(d[2], d[3]);
}
