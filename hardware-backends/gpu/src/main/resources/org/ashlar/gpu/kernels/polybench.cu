// Kernels with the shapes of PolyBench for GPUs, written anew: naive, one thread a result.
#define A(i, j, n) [(long)(i) * (n) + (j)]
extern "C" {
__global__ void matmul(const float* a, const float* b, float* c, int n, float alpha, float beta) {
  int j = blockIdx.x * blockDim.x + threadIdx.x;
  int i = blockIdx.y * blockDim.y + threadIdx.y;
  if (i < n && j < n) {
    c[i * n + j] *= beta;
    for (int k = 0; k < n; k++) c[i * n + j] += alpha * a[i * n + k] * b[k * n + j];
  }
}

__global__ void matmul_sum(const float* a, const float* b, float* c, int n) {
  int j = blockIdx.x * blockDim.x + threadIdx.x;
  int i = blockIdx.y * blockDim.y + threadIdx.y;
  if (i < n && j < n) {
    for (int k = 0; k < n; k++) c[i * n + j] += a[i * n + k] * b[k * n + j];
  }
}

__global__ void rows_times_vector(const float* a, const float* x, float* y, int n, int m) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    for (int j = 0; j < m; j++) y[i] += a[i * m + j] * x[j];
  }
}

__global__ void columns_times_vector(const float* a, const float* x, float* y, int n, int m) {
  int j = blockIdx.x * blockDim.x + threadIdx.x;
  if (j < m) {
    for (int i = 0; i < n; i++) y[j] += a[i * m + j] * x[i];
  }
}

__global__ void gesummv(const float* a, const float* b, const float* x, float* y, float* t, int n, float alpha, float beta) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    for (int j = 0; j < n; j++) {
      t[i] += a[i * n + j] * x[j];
      y[i] += b[i * n + j] * x[j];
    }
    y[i] = alpha * t[i] + beta * y[i];
  }
}

__global__ void convolution2d(const float* a, float* b, int n, int m) {
  int j = blockIdx.x * blockDim.x + threadIdx.x;
  int i = blockIdx.y * blockDim.y + threadIdx.y;
  if (i < n - 1 && j < m - 1 && i > 0 && j > 0) {
    b[i * m + j] = 0.2f * a[(i - 1) * m + j - 1] - 0.3f * a[i * m + j - 1] + 0.4f * a[(i + 1) * m + j - 1]
        + 0.5f * a[(i - 1) * m + j] + 0.6f * a[i * m + j] + 0.7f * a[(i + 1) * m + j]
        - 0.8f * a[(i - 1) * m + j + 1] - 0.9f * a[i * m + j + 1] + 0.1f * a[(i + 1) * m + j + 1];
  }
}

__global__ void convolution3d(const float* a, float* b, int n, int m, int l, int i) {
  int k = blockIdx.x * blockDim.x + threadIdx.x;
  int j = blockIdx.y * blockDim.y + threadIdx.y;
#define AT(x, y, z) a[(x) * (m * l) + (y) * l + (z)]
  if (i < n - 1 && j < m - 1 && k < l - 1 && i > 0 && j > 0 && k > 0) {
    b[i * (m * l) + j * l + k] = 2.f * AT(i - 1, j - 1, k - 1) + 4.f * AT(i + 1, j - 1, k - 1)
        + 5.f * AT(i - 1, j - 1, k - 1) + 7.f * AT(i + 1, j - 1, k - 1) - 8.f * AT(i - 1, j - 1, k - 1)
        + 10.f * AT(i + 1, j - 1, k - 1) - 3.f * AT(i, j - 1, k) + 6.f * AT(i, j, k) - 9.f * AT(i, j + 1, k)
        + 2.f * AT(i - 1, j - 1, k + 1) + 4.f * AT(i + 1, j - 1, k + 1) + 5.f * AT(i - 1, j, k + 1)
        + 7.f * AT(i + 1, j, k + 1) - 8.f * AT(i - 1, j + 1, k + 1) + 10.f * AT(i + 1, j + 1, k + 1);
  }
}

__global__ void syrk(const float* a, float* c, int n, int m, float alpha, float beta) {
  int j = blockIdx.x * blockDim.x + threadIdx.x;
  int i = blockIdx.y * blockDim.y + threadIdx.y;
  if (i < n && j < n) {
    c[i * n + j] *= beta;
    for (int k = 0; k < m; k++) c[i * n + j] += alpha * a[i * m + k] * a[j * m + k];
  }
}

__global__ void syr2k(const float* a, const float* b, float* c, int n, int m, float alpha, float beta) {
  int j = blockIdx.x * blockDim.x + threadIdx.x;
  int i = blockIdx.y * blockDim.y + threadIdx.y;
  if (i < n && j < n) {
    c[i * n + j] *= beta;
    for (int k = 0; k < m; k++)
      c[i * n + j] += alpha * a[i * m + k] * b[j * m + k] + alpha * b[i * m + k] * a[j * m + k];
  }
}

__global__ void column_means(const float* data, float* mean, int n, int m) {
  int j = blockIdx.x * blockDim.x + threadIdx.x;
  if (j < m) {
    mean[j] = 0;
    for (int i = 0; i < n; i++) mean[j] += data[i * m + j];
    mean[j] /= (float)n;
  }
}

__global__ void column_deviations(const float* data, const float* mean, float* deviation, int n, int m, float least) {
  int j = blockIdx.x * blockDim.x + threadIdx.x;
  if (j < m) {
    deviation[j] = 0;
    for (int i = 0; i < n; i++) deviation[j] += (data[i * m + j] - mean[j]) * (data[i * m + j] - mean[j]);
    deviation[j] = sqrtf(deviation[j] / n);
    if (deviation[j] <= least) deviation[j] = 1;
  }
}

__global__ void centre(float* data, const float* mean, int n, int m) {
  int j = blockIdx.x * blockDim.x + threadIdx.x;
  int i = blockIdx.y * blockDim.y + threadIdx.y;
  if (i < n && j < m) data[i * m + j] -= mean[j];
}

__global__ void reduce_columns(float* data, const float* mean, const float* deviation, int n, int m) {
  int j = blockIdx.x * blockDim.x + threadIdx.x;
  int i = blockIdx.y * blockDim.y + threadIdx.y;
  if (i < n && j < m) data[i * m + j] = (data[i * m + j] - mean[j]) / (sqrtf((float)n) * deviation[j]);
}

__global__ void covariance(const float* data, float* out, int n, int m) {
  int j1 = blockIdx.x * blockDim.x + threadIdx.x;
  if (j1 < m) {
    for (int j2 = j1; j2 < m; j2++) {
      out[j1 * m + j2] = 0;
      for (int i = 0; i < n; i++) out[j1 * m + j2] += data[i * m + j1] * data[i * m + j2];
      out[j2 * m + j1] = out[j1 * m + j2];
    }
  }
}

__global__ void fdtd_ey(const float* f, float* ex, float* ey, float* hz, int t, int n, int m) {
  int j = blockIdx.x * blockDim.x + threadIdx.x;
  int i = blockIdx.y * blockDim.y + threadIdx.y;
  if (i < n && j < m) {
    if (i == 0) ey[i * m + j] = f[t];
    else ey[i * m + j] -= 0.5f * (hz[i * m + j] - hz[(i - 1) * m + j]);
  }
}

__global__ void fdtd_ex(float* ex, const float* hz, int n, int m) {
  int j = blockIdx.x * blockDim.x + threadIdx.x;
  int i = blockIdx.y * blockDim.y + threadIdx.y;
  if (i < n && j < m && j > 0) ex[i * (m + 1) + j] -= 0.5f * (hz[i * m + j] - hz[i * m + j - 1]);
}

__global__ void fdtd_hz(const float* ex, const float* ey, float* hz, int n, int m) {
  int j = blockIdx.x * blockDim.x + threadIdx.x;
  int i = blockIdx.y * blockDim.y + threadIdx.y;
  if (i < n && j < m)
    hz[i * m + j] -= 0.7f * (ex[i * (m + 1) + j + 1] - ex[i * (m + 1) + j] + ey[(i + 1) * m + j] - ey[i * m + j]);
}

__global__ void gramschmidt_norm(const float* a, float* r, int k, int n, int m) {
  if (blockIdx.x * blockDim.x + threadIdx.x == 0) {
    float norm = 0;
    for (int i = 0; i < n; i++) norm += a[i * m + k] * a[i * m + k];
    r[k * m + k] = sqrtf(norm);
  }
}

__global__ void gramschmidt_column(const float* a, const float* r, float* q, int k, int n, int m) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) q[i * m + k] = a[i * m + k] / r[k * m + k];
}

__global__ void gramschmidt_rest(float* a, float* r, const float* q, int k, int n, int m) {
  int j = blockIdx.x * blockDim.x + threadIdx.x;
  if (j > k && j < m) {
    r[k * m + j] = 0;
    for (int i = 0; i < n; i++) r[k * m + j] += q[i * m + k] * a[i * m + j];
    for (int i = 0; i < n; i++) a[i * m + j] -= q[i * m + k] * r[k * m + j];
  }
}
}
