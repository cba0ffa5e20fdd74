// Prefix sums with shuffles; a transposition through shared memory; a sort of a block.
extern "C" __global__ void __launch_bounds__(256) scan(const int* x, int* y, int n) {
  __shared__ int part[8];
  int i = blockIdx.x * 256 + threadIdx.x, lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
  int v = i < n ? x[i] : 0;
#pragma unroll
  for (int s = 1; s < 32; s <<= 1) {
    int u = __shfl_up_sync(~0u, v, s);
    if (lane >= s) v += u;
  }
  if (lane == 31) part[warp] = v;
  __syncthreads();
  int add = 0;
#pragma unroll 1
  for (int w = 0; w < warp; w++) add += part[w];
  if (i < n) y[i] = v + add;
}
extern "C" __global__ void __launch_bounds__(256) transpose(const float* x, float* y, int w, int h) {
  __shared__ float tile[32][33];
  int tx = threadIdx.x & 31, ty = threadIdx.x >> 5;
#pragma unroll
  for (int j = 0; j < 32; j += 8) tile[ty + j][tx] = x[(blockIdx.y * 32 + ty + j) * w + blockIdx.x * 32 + tx];
  __syncthreads();
#pragma unroll
  for (int j = 0; j < 32; j += 8) y[(blockIdx.x * 32 + ty + j) * h + blockIdx.y * 32 + tx] = tile[tx][ty + j];
}
extern "C" __global__ void __launch_bounds__(256) bitonic(unsigned* x) {
  extern __shared__ unsigned s[];
  unsigned t = threadIdx.x;
  s[t] = x[blockIdx.x * 256 + t];
  __syncthreads();
#pragma unroll 1
  for (unsigned k = 2; k <= 256; k <<= 1)
#pragma unroll 1
    for (unsigned j = k >> 1; j > 0; j >>= 1) {
      unsigned o = t ^ j;
      if (o > t && (s[t] > s[o]) == ((t & k) == 0)) {
        unsigned v = s[t];
        s[t] = s[o];
        s[o] = v;
      }
      __syncthreads();
    }
  x[blockIdx.x * 256 + t] = s[t];
}
