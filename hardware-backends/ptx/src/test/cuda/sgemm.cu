// Products of matrices: one number a thread, tiles in shared memory, and a block of numbers a thread.
extern "C" __global__ void __launch_bounds__(256) naive(const float* a, const float* b, float* c, int n) {
  int x = blockIdx.x * 16 + threadIdx.x % 16, y = blockIdx.y * 16 + threadIdx.x / 16;
  float sum = 0;
#pragma unroll 1
  for (int k = 0; k < n; k++) sum += a[y * n + k] * b[k * n + x];
  c[y * n + x] = sum;
}
extern "C" __global__ void __launch_bounds__(256) tiled(const float* a, const float* b, float* c, int n) {
  __shared__ float as[16][16], bs[16][17];
  int tx = threadIdx.x % 16, ty = threadIdx.x / 16;
  int x = blockIdx.x * 16 + tx, y = blockIdx.y * 16 + ty;
  float sum = 0;
#pragma unroll 1
  for (int k = 0; k < n; k += 16) {
    as[ty][tx] = a[y * n + k + tx];
    bs[ty][tx] = b[(k + ty) * n + x];
    __syncthreads();
#pragma unroll
    for (int i = 0; i < 16; i++) sum += as[ty][i] * bs[i][tx];
    __syncthreads();
  }
  c[y * n + x] = sum;
}
extern "C" __global__ void __launch_bounds__(256) blocked(const float* a, const float* b, float* c, int n) {
  __shared__ float as[8][128], bs[8][128];
  int t = threadIdx.x, tx = t % 16, ty = t / 16;
  const float* pa = a + (size_t)blockIdx.y * 128 * n;
  const float* pb = b + blockIdx.x * 128;
  float acc[8][8] = {};
#pragma unroll 1
  for (int k = 0; k < n; k += 8) {
    float4 va = *(const float4*)&pa[(t / 2) * n + k + t % 2 * 4];
    as[t % 2 * 4 + 0][t / 2] = va.x;
    as[t % 2 * 4 + 1][t / 2] = va.y;
    as[t % 2 * 4 + 2][t / 2] = va.z;
    as[t % 2 * 4 + 3][t / 2] = va.w;
    *(float4*)&bs[t / 32][t % 32 * 4] = *(const float4*)&pb[(k + t / 32) * n + t % 32 * 4];
    __syncthreads();
#pragma unroll
    for (int i = 0; i < 8; i++) {
      float ra[8], rb[8];
#pragma unroll
      for (int j = 0; j < 8; j++) ra[j] = as[i][ty * 8 + j], rb[j] = bs[i][tx * 8 + j];
#pragma unroll
      for (int j = 0; j < 8; j++)
#pragma unroll
        for (int l = 0; l < 8; l++) acc[j][l] += ra[j] * rb[l];
    }
    __syncthreads();
  }
#pragma unroll
  for (int j = 0; j < 8; j++)
#pragma unroll
    for (int l = 0; l < 8; l++) c[(size_t)(blockIdx.y * 128 + ty * 8 + j) * n + blockIdx.x * 128 + tx * 8 + l] = acc[j][l];
}
