// Streams over arrays of f64, one element a thread; shared memory keeps the blocks of a multiprocessor at one or two.
extern "C" {
__global__ void stream_init(double* a, const double* __restrict__ b, const double* __restrict__ c, long n) {
  int i = threadIdx.x + blockIdx.x * blockDim.x;
  if (i >= n) return;
  a[i] = 0.23;
}

__global__ void stream_read(double* a, const double* __restrict__ b, const double* __restrict__ c, long n) {
  int i = threadIdx.x + blockIdx.x * blockDim.x;
  if (i >= n) return;
  double v = b[i];
  if (v == 123.0) a[i] = v;
}

__global__ void stream_scale(double* a, const double* __restrict__ b, const double* __restrict__ c, long n) {
  int i = threadIdx.x + blockIdx.x * blockDim.x;
  if (i >= n) return;
  a[i] = b[i] * 1.2;
}

__global__ void stream_triad(double* a, const double* __restrict__ b, const double* __restrict__ c, long n) {
  int i = threadIdx.x + blockIdx.x * blockDim.x;
  if (i >= n) return;
  a[i] = b[i] * 1.2 + c[i];
}

__global__ void stream_stencil3(double* a, const double* __restrict__ b, const double* __restrict__ c, long n) {
  int i = threadIdx.x + blockIdx.x * blockDim.x;
  if (i >= n - 1 || i == 0) return;
  a[i] = 0.5 * b[i - 1] - b[i] + 0.5 * b[i + 1];
}

__global__ void stream_stencil5(double* a, const double* __restrict__ b, const double* __restrict__ c, long n) {
  int i = threadIdx.x + blockIdx.x * blockDim.x;
  if (i >= n - 2 || i < 2) return;
  a[i] = 0.25 * b[i - 2] + 0.25 * b[i - 1] - b[i] + 0.5 * b[i + 1] + 0.5 * b[i + 2];
}
}
