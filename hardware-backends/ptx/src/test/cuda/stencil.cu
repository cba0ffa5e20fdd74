// A five-point stencil from global memory and one with a halo in shared memory; weights in constant memory.
__constant__ float weights[9];
extern "C" __global__ void __launch_bounds__(256) jacobi(const float* x, float* y, int w, int h) {
  int i = blockIdx.x * 32 + threadIdx.x % 32, j = blockIdx.y * 8 + threadIdx.x / 32;
  if (i > 0 && j > 0 && i < w - 1 && j < h - 1)
    y[j * w + i] = 0.2f * (x[j * w + i] + x[j * w + i - 1] + x[j * w + i + 1] + x[(j - 1) * w + i] + x[(j + 1) * w + i]);
}
extern "C" __global__ void __launch_bounds__(256) convolve(const float* x, float* y, int w, int h) {
  __shared__ float tile[10][34];
  int bx = blockIdx.x * 32, by = blockIdx.y * 8;
#pragma unroll 1
  for (int i = threadIdx.x; i < 340; i += 256) {
    int u = min(max(bx + i % 34 - 1, 0), w - 1), v = min(max(by + i / 34 - 1, 0), h - 1);
    tile[i / 34][i % 34] = x[v * w + u];
  }
  __syncthreads();
  int tx = threadIdx.x % 32, ty = threadIdx.x / 32;
  float sum = 0;
#pragma unroll
  for (int r = 0; r < 3; r++)
#pragma unroll
    for (int c = 0; c < 3; c++) sum += weights[r * 3 + c] * tile[ty + r][tx + c];
  if (bx + tx < w && by + ty < h) y[(by + ty) * w + bx + tx] = sum;
}
