// Ten ways to multiply matrices of f32, each a step from the one before. C = alpha A B + beta C, row by row.
#define ROWS(n) ((n + 31) / 32)
extern "C" {
__global__ void sgemm_naive(int n, float alpha, const float* a, const float* b, float beta, float* c) {
  unsigned row = blockIdx.x * blockDim.x + threadIdx.x;
  unsigned col = blockIdx.y * blockDim.y + threadIdx.y;
  if (row < n && col < n) {
    float sum = 0;
    for (int i = 0; i < n; i++) sum += a[row * n + i] * b[i * n + col];
    c[row * n + col] = alpha * sum + beta * c[row * n + col];
  }
}

__global__ void sgemm_coalesced(int n, float alpha, const float* a, const float* b, float beta, float* c) {
  int row = blockIdx.x * 32 + threadIdx.x / 32;
  int col = blockIdx.y * 32 + threadIdx.x % 32;
  if (row < n && col < n) {
    float sum = 0;
    for (int i = 0; i < n; i++) sum += a[row * n + i] * b[i * n + col];
    c[row * n + col] = alpha * sum + beta * c[row * n + col];
  }
}

__global__ void sgemm_shared(int n, float alpha, const float* a, const float* b, float beta, float* c) {
  __shared__ float as[32 * 32];
  __shared__ float bs[32 * 32];
  int tr = threadIdx.x / 32, tc = threadIdx.x % 32;
  a += blockIdx.x * 32 * n;
  b += blockIdx.y * 32;
  c += blockIdx.x * 32 * n + blockIdx.y * 32;
  float sum = 0;
  for (int k = 0; k < n; k += 32) {
    as[tr * 32 + tc] = a[tr * n + tc];
    bs[tr * 32 + tc] = b[tr * n + tc];
    __syncthreads();
    a += 32;
    b += 32 * n;
    for (int i = 0; i < 32; i++) sum += as[tr * 32 + i] * bs[i * 32 + tc];
    __syncthreads();
  }
  c[tr * n + tc] = alpha * sum + beta * c[tr * n + tc];
}

// Blocks of 64 x 64, eight results a thread in a column.
__global__ void sgemm_tile1(int n, float alpha, const float* a, const float* b, float beta, float* c) {
  __shared__ float as[64 * 8];
  __shared__ float bs[8 * 64];
  int tc = threadIdx.x % 64, tr = threadIdx.x / 64;
  a += blockIdx.y * 64 * n;
  b += blockIdx.x * 64;
  c += blockIdx.y * 64 * n + blockIdx.x * 64;
  int ac = threadIdx.x % 8, ar = threadIdx.x / 8, bc = threadIdx.x % 64, br = threadIdx.x / 64;
  float sum[8] = {0};
  for (int k = 0; k < n; k += 8) {
    as[ar * 8 + ac] = a[ar * n + ac];
    bs[br * 64 + bc] = b[br * n + bc];
    __syncthreads();
    a += 8;
    b += 8 * n;
    for (int d = 0; d < 8; d++) {
      float v = bs[d * 64 + tc];
      for (int i = 0; i < 8; i++) sum[i] += as[(tr * 8 + i) * 8 + d] * v;
    }
    __syncthreads();
  }
  for (int i = 0; i < 8; i++) c[(tr * 8 + i) * n + tc] = alpha * sum[i] + beta * c[(tr * 8 + i) * n + tc];
}

// Blocks of 128 x 128, eight by eight results a thread.
__global__ void __launch_bounds__(256, 1) sgemm_tile2(int n, float alpha, const float* a, const float* b, float beta, float* c) {
  __shared__ float as[128 * 8];
  __shared__ float bs[8 * 128];
  int tc = threadIdx.x % 16, tr = threadIdx.x / 16;
  a += blockIdx.y * 128 * n;
  b += blockIdx.x * 128;
  c += blockIdx.y * 128 * n + blockIdx.x * 128;
  int ar = threadIdx.x / 8, ac = threadIdx.x % 8, br = threadIdx.x / 128, bc = threadIdx.x % 128;
  float sum[64] = {0}, m[8], o[8];
  for (int k = 0; k < n; k += 8) {
    for (int i = 0; i < 128; i += 32) as[(ar + i) * 8 + ac] = a[(ar + i) * n + ac];
    for (int i = 0; i < 8; i += 2) bs[(br + i) * 128 + bc] = b[(br + i) * n + bc];
    __syncthreads();
    a += 8;
    b += 8 * n;
    for (int d = 0; d < 8; d++) {
      for (int i = 0; i < 8; i++) m[i] = as[(tr * 8 + i) * 8 + d];
      for (int i = 0; i < 8; i++) o[i] = bs[d * 128 + tc * 8 + i];
      for (int i = 0; i < 8; i++)
        for (int j = 0; j < 8; j++) sum[i * 8 + j] += m[i] * o[j];
    }
    __syncthreads();
  }
  for (int i = 0; i < 8; i++)
    for (int j = 0; j < 8; j++) {
      float* at = c + (tr * 8 + i) * n + tc * 8 + j;
      *at = alpha * sum[i * 8 + j] + beta * *at;
    }
}

// As before, read and written sixteen bytes at a time, A kept transposed.
__global__ void __launch_bounds__(256, 1) sgemm_vector(int n, float alpha, const float* a, const float* b, float beta, float* c) {
  __shared__ __align__(16) float as[8 * 128];
  __shared__ __align__(16) float bs[8 * 128];
  int tc = threadIdx.x % 16, tr = threadIdx.x / 16;
  a += blockIdx.y * 128 * n;
  b += blockIdx.x * 128;
  c += blockIdx.y * 128 * n + blockIdx.x * 128;
  int ar = threadIdx.x / 2, ac = threadIdx.x % 2, br = threadIdx.x / 32, bc = threadIdx.x % 32;
  float sum[64] = {0}, m[8], o[8];
  for (int k = 0; k < n; k += 8) {
    float4 v = *(const float4*)(a + ar * n + ac * 4);
    as[(ac * 4 + 0) * 128 + ar] = v.x;
    as[(ac * 4 + 1) * 128 + ar] = v.y;
    as[(ac * 4 + 2) * 128 + ar] = v.z;
    as[(ac * 4 + 3) * 128 + ar] = v.w;
    *(float4*)(bs + br * 128 + bc * 4) = *(const float4*)(b + br * n + bc * 4);
    __syncthreads();
    a += 8;
    b += 8 * n;
    for (int d = 0; d < 8; d++) {
      for (int i = 0; i < 8; i++) m[i] = as[d * 128 + tr * 8 + i];
      for (int i = 0; i < 8; i++) o[i] = bs[d * 128 + tc * 8 + i];
      for (int i = 0; i < 8; i++)
        for (int j = 0; j < 8; j++) sum[i * 8 + j] += m[i] * o[j];
    }
    __syncthreads();
  }
  for (int i = 0; i < 8; i++)
    for (int j = 0; j < 8; j += 4) {
      float4* at = (float4*)(c + (tr * 8 + i) * n + tc * 8 + j);
      float4 v = *at;
      v.x = alpha * sum[i * 8 + j] + beta * v.x;
      v.y = alpha * sum[i * 8 + j + 1] + beta * v.y;
      v.z = alpha * sum[i * 8 + j + 2] + beta * v.z;
      v.w = alpha * sum[i * 8 + j + 3] + beta * v.w;
      *at = v;
    }
}

// As before, with B laid out so that the lanes of a warp meet different banks.
__global__ void __launch_bounds__(256, 1) sgemm_linear(int n, float alpha, const float* a, const float* b, float beta, float* c) {
  __shared__ __align__(16) float as[8 * 128];
  __shared__ __align__(16) float bs[8 * 128];
  int tc = threadIdx.x % 16, tr = threadIdx.x / 16;
  a += blockIdx.y * 128 * n;
  b += blockIdx.x * 128;
  c += blockIdx.y * 128 * n + blockIdx.x * 128;
  int ar = threadIdx.x / 2, ac = threadIdx.x % 2, br = threadIdx.x / 32, bc = threadIdx.x % 32;
  float sum[64] = {0}, m[8], o[8];
  for (int k = 0; k < n; k += 8) {
    float4 v = *(const float4*)(a + ar * n + ac * 4);
    as[(ac * 4 + 0) * 128 + ar] = v.x;
    as[(ac * 4 + 1) * 128 + ar] = v.y;
    as[(ac * 4 + 2) * 128 + ar] = v.z;
    as[(ac * 4 + 3) * 128 + ar] = v.w;
    v = *(const float4*)(b + br * n + bc * 4);
    bs[((bc % 2) * 4 + br * 8 + 0) * 16 + bc / 2] = v.x;
    bs[((bc % 2) * 4 + br * 8 + 1) * 16 + bc / 2] = v.y;
    bs[((bc % 2) * 4 + br * 8 + 2) * 16 + bc / 2] = v.z;
    bs[((bc % 2) * 4 + br * 8 + 3) * 16 + bc / 2] = v.w;
    __syncthreads();
    a += 8;
    b += 8 * n;
    for (int d = 0; d < 8; d++) {
      for (int i = 0; i < 8; i++) m[i] = as[d * 128 + tr * 8 + i];
      for (int i = 0; i < 8; i++) o[i] = bs[(d * 8 + i) * 16 + tc];
      for (int i = 0; i < 8; i++)
        for (int j = 0; j < 8; j++) sum[i * 8 + j] += m[i] * o[j];
    }
    __syncthreads();
  }
  for (int i = 0; i < 8; i++)
    for (int j = 0; j < 8; j += 4) {
      float4* at = (float4*)(c + (tr * 8 + i) * n + tc * 8 + j);
      float4 v = *at;
      v.x = alpha * sum[i * 8 + j] + beta * v.x;
      v.y = alpha * sum[i * 8 + j + 1] + beta * v.y;
      v.z = alpha * sum[i * 8 + j + 2] + beta * v.z;
      v.w = alpha * sum[i * 8 + j + 3] + beta * v.w;
      *at = v;
    }
}

// As before, with rows of B a little further apart instead.
__global__ void __launch_bounds__(256, 1) sgemm_offset(int n, float alpha, const float* a, const float* b, float beta, float* c) {
  __shared__ __align__(16) float as[8 * 128];
  __shared__ __align__(16) float bs[8 * 133];
  int tc = threadIdx.x % 16, tr = threadIdx.x / 16;
  a += blockIdx.y * 128 * n;
  b += blockIdx.x * 128;
  c += blockIdx.y * 128 * n + blockIdx.x * 128;
  int ar = threadIdx.x / 2, ac = threadIdx.x % 2, br = threadIdx.x / 32, bc = threadIdx.x % 32;
  float sum[64] = {0}, m[8], o[8];
  for (int k = 0; k < n; k += 8) {
    float4 v = *(const float4*)(a + ar * n + ac * 4);
    as[(ac * 4 + 0) * 128 + ar] = v.x;
    as[(ac * 4 + 1) * 128 + ar] = v.y;
    as[(ac * 4 + 2) * 128 + ar] = v.z;
    as[(ac * 4 + 3) * 128 + ar] = v.w;
    v = *(const float4*)(b + br * n + bc * 4);
    bs[br * 133 + bc * 4 + 0] = v.x;
    bs[br * 133 + bc * 4 + 1] = v.y;
    bs[br * 133 + bc * 4 + 2] = v.z;
    bs[br * 133 + bc * 4 + 3] = v.w;
    __syncthreads();
    a += 8;
    b += 8 * n;
    for (int d = 0; d < 8; d++) {
      for (int i = 0; i < 8; i++) m[i] = as[d * 128 + tr * 8 + i];
      for (int i = 0; i < 8; i++) o[i] = bs[d * 133 + tc * 8 + i];
      for (int i = 0; i < 8; i++)
        for (int j = 0; j < 8; j++) sum[i * 8 + j] += m[i] * o[j];
    }
    __syncthreads();
  }
  for (int i = 0; i < 8; i++)
    for (int j = 0; j < 8; j += 4) {
      float4* at = (float4*)(c + (tr * 8 + i) * n + tc * 8 + j);
      float4 v = *at;
      v.x = alpha * sum[i * 8 + j] + beta * v.x;
      v.y = alpha * sum[i * 8 + j + 1] + beta * v.y;
      v.z = alpha * sum[i * 8 + j + 2] + beta * v.z;
      v.w = alpha * sum[i * 8 + j + 3] + beta * v.w;
      *at = v;
    }
}
}

// A tile of 128 x 128, 16 deep, as its own loads of the next tile let it; results in tiles of 64 x 64 a warp.
template <int BM, int BN, int BK, int WM, int WN, int WNITER, int TM, int TN, int THREADS>
__device__ void warp_tiles(int n, float alpha, const float* a, const float* b, float beta, float* c) {
  constexpr int WMITER = (WM * WN) / (32 * TM * TN * WNITER);
  constexpr int SM = WM / WMITER, SN = WN / WNITER;
  __shared__ __align__(16) float as[BM * BK];
  __shared__ __align__(16) float bs[BK * BN];
  int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  int wc = warp % (BN / WN), wr = warp / (BN / WN);
  int lc = lane % (SN / TN), lr = lane / (SN / TN);
  a += blockIdx.y * BM * n;
  b += blockIdx.x * BN;
  c += (blockIdx.y * BM + wr * WM) * n + blockIdx.x * BN + wc * WN;
  int ar = threadIdx.x / (BK / 4), ac = threadIdx.x % (BK / 4);
  int br = threadIdx.x / (BN / 4), bc = threadIdx.x % (BN / 4);
  constexpr int AS = THREADS * 4 / BK, BS = THREADS / (BN / 4);
  float sum[WMITER * TM * WNITER * TN] = {0}, m[WMITER * TM], o[WNITER * TN];
  for (int k = 0; k < n; k += BK) {
#pragma unroll
    for (int i = 0; i + AS <= BM; i += AS) {
      float4 v = *(const float4*)(a + (ar + i) * n + ac * 4);
      as[(ac * 4 + 0) * BM + ar + i] = v.x;
      as[(ac * 4 + 1) * BM + ar + i] = v.y;
      as[(ac * 4 + 2) * BM + ar + i] = v.z;
      as[(ac * 4 + 3) * BM + ar + i] = v.w;
    }
#pragma unroll
    for (int i = 0; i + BS <= BK; i += BS)
      *(float4*)(bs + (br + i) * BN + bc * 4) = *(const float4*)(b + (br + i) * n + bc * 4);
    __syncthreads();
#pragma unroll
    for (int d = 0; d < BK; d++) {
#pragma unroll
      for (int w = 0; w < WMITER; w++)
#pragma unroll
        for (int i = 0; i < TM; i++) m[w * TM + i] = as[d * BM + wr * WM + w * SM + lr * TM + i];
#pragma unroll
      for (int w = 0; w < WNITER; w++)
#pragma unroll
        for (int i = 0; i < TN; i++) o[w * TN + i] = bs[d * BN + wc * WN + w * SN + lc * TN + i];
#pragma unroll
      for (int i = 0; i < WMITER * TM; i++)
#pragma unroll
        for (int j = 0; j < WNITER * TN; j++) sum[i * WNITER * TN + j] += m[i] * o[j];
    }
    a += BK;
    b += BK * n;
    __syncthreads();
  }
#pragma unroll
  for (int w = 0; w < WMITER; w++)
#pragma unroll
    for (int x = 0; x < WNITER; x++)
#pragma unroll
      for (int i = 0; i < TM; i++)
#pragma unroll
        for (int j = 0; j < TN; j += 4) {
          float4* at = (float4*)(c + (w * SM + lr * TM + i) * n + x * SN + lc * TN + j);
          int s = (w * TM + i) * WNITER * TN + x * TN + j;
          float4 v = *at;
          v.x = alpha * sum[s] + beta * v.x;
          v.y = alpha * sum[s + 1] + beta * v.y;
          v.z = alpha * sum[s + 2] + beta * v.z;
          v.w = alpha * sum[s + 3] + beta * v.w;
          *at = v;
        }
}

extern "C" {
__global__ void __launch_bounds__(128) sgemm_warps(int n, float alpha, const float* a, const float* b, float beta, float* c) {
  warp_tiles<128, 128, 16, 64, 64, 4, 8, 4, 128>(n, alpha, a, b, beta, c);
}

// 128 x 128, 16 deep, 256 threads, eight by eight results in four pieces of sixteen columns each.
__global__ void __launch_bounds__(256) sgemm_tuned(int n, float alpha, const float* a, const float* b, float beta, float* c) {
  warp_tiles<128, 128, 16, 32, 64, 2, 8, 4, 256>(n, alpha, a, b, beta, c);
}

// The next tile is on its way through registers while this one is multiplied.
__global__ void __launch_bounds__(256, 1) sgemm_double(int n, float alpha, const float* a, const float* b, float beta, float* c) {
  __shared__ __align__(16) float as[2][8 * 128];
  __shared__ __align__(16) float bs[2][8 * 128];
  int tc = threadIdx.x % 16, tr = threadIdx.x / 16;
  a += blockIdx.y * 128 * n;
  b += blockIdx.x * 128;
  c += blockIdx.y * 128 * n + blockIdx.x * 128;
  int ar = threadIdx.x / 2, ac = threadIdx.x % 2, br = threadIdx.x / 32, bc = threadIdx.x % 32;
  float sum[64] = {0}, m[8], o[8];
  float4 va = *(const float4*)(a + ar * n + ac * 4), vb = *(const float4*)(b + br * n + bc * 4);
  int now = 0;
#define PUT(buffer)                                   \
  as[buffer][(ac * 4 + 0) * 128 + ar] = va.x;          \
  as[buffer][(ac * 4 + 1) * 128 + ar] = va.y;          \
  as[buffer][(ac * 4 + 2) * 128 + ar] = va.z;          \
  as[buffer][(ac * 4 + 3) * 128 + ar] = va.w;          \
  *(float4*)(bs[buffer] + br * 128 + bc * 4) = vb;
  PUT(0)
  __syncthreads();
  for (int k = 8; k <= n; k += 8) {
    if (k < n) {
      a += 8;
      b += 8 * n;
      va = *(const float4*)(a + ar * n + ac * 4);
      vb = *(const float4*)(b + br * n + bc * 4);
    }
    for (int d = 0; d < 8; d++) {
      for (int i = 0; i < 8; i++) m[i] = as[now][d * 128 + tr * 8 + i];
      for (int i = 0; i < 8; i++) o[i] = bs[now][d * 128 + tc * 8 + i];
      for (int i = 0; i < 8; i++)
        for (int j = 0; j < 8; j++) sum[i * 8 + j] += m[i] * o[j];
    }
    now ^= 1;
    if (k < n) {
      PUT(now)
    }
    __syncthreads();
  }
  for (int i = 0; i < 8; i++)
    for (int j = 0; j < 8; j += 4) {
      float4* at = (float4*)(c + (tr * 8 + i) * n + tc * 8 + j);
      float4 v = *at;
      v.x = alpha * sum[i * 8 + j] + beta * v.x;
      v.y = alpha * sum[i * 8 + j + 1] + beta * v.y;
      v.z = alpha * sum[i * 8 + j + 2] + beta * v.z;
      v.w = alpha * sum[i * 8 + j + 3] + beta * v.w;
      *at = v;
    }
}
}
