// Kernels with the shapes of Rodinia, written anew.
#define SIDE 16
extern "C" {
__global__ void layer_forward(const float* in, float* weights, float* sums, int hidden) {
  __shared__ float node[SIDE];
  __shared__ float w[SIDE][SIDE];
  int by = blockIdx.y, tx = threadIdx.x, ty = threadIdx.y;
  int at = (hidden + 1) * SIDE * by + (hidden + 1) * ty + tx + 1 + (hidden + 1);
  if (tx == 0) node[ty] = in[SIDE * by + ty + 1];
  __syncthreads();
  w[ty][tx] = weights[at];
  __syncthreads();
  w[ty][tx] = w[ty][tx] * node[ty];
  __syncthreads();
  for (int i = 1; i <= __log2f(SIDE); i++) {
    int power = __powf(2, i);
    if (ty % power == 0) w[ty][tx] = w[ty][tx] + w[ty + power / 2][tx];
    __syncthreads();
  }
  weights[at] = w[ty][tx];
  __syncthreads();
  if (tx == 0) sums[by * hidden + ty] = w[tx][ty];
}

__global__ void adjust_weights(const float* delta, int hidden, const float* layer, float* w, float* old) {
  int by = blockIdx.y, tx = threadIdx.x, ty = threadIdx.y;
  int at = (hidden + 1) * SIDE * by + (hidden + 1) * ty + tx + 1 + (hidden + 1);
  int y = SIDE * by + ty + 1, x = tx + 1;
  w[at] += 0.3f * delta[x] * layer[y] + 0.3f * old[at];
  old[at] = 0.3f * delta[x] * layer[y] + 0.3f * old[at];
  __syncthreads();
  if (ty == 0 && by == 0) {
    w[x] += 0.3f * delta[x] + 0.3f * old[x];
    old[x] = 0.3f * delta[x] + 0.3f * old[x];
  }
}

__global__ void hotspot(int iterations, const float* power, const float* from, float* to, int columns, int rows,
    int borderColumns, int borderRows, float capacity, float rx, float ry, float rz, float step) {
  __shared__ float here[SIDE][SIDE];
  __shared__ float heat[SIDE][SIDE];
  __shared__ float next[SIDE][SIDE];
  const float ambient = 80.0f;
  float scale = step / capacity, gx = 1 / rx, gy = 1 / ry, gz = 1 / rz;
  int tx = threadIdx.x, ty = threadIdx.y;
  int smallRows = SIDE - iterations * 2, smallColumns = SIDE - iterations * 2;
  int firstRow = smallRows * blockIdx.y - borderRows, firstColumn = smallColumns * blockIdx.x - borderColumns;
  int lastRow = firstRow + SIDE - 1, lastColumn = firstColumn + SIDE - 1;
  int row = firstRow + ty, column = firstColumn + tx;
  int at = columns * row + column;
  bool inside = row >= 0 && row <= rows - 1 && column >= 0 && column <= columns - 1;
  if (inside) {
    here[ty][tx] = from[at];
    heat[ty][tx] = power[at];
  }
  __syncthreads();
  int top = firstRow < 0 ? -firstRow : 0;
  int bottom = lastRow > rows - 1 ? SIDE - 1 - (lastRow - rows + 1) : SIDE - 1;
  int left = firstColumn < 0 ? -firstColumn : 0;
  int right = lastColumn > columns - 1 ? SIDE - 1 - (lastColumn - columns + 1) : SIDE - 1;
  int n = ty - 1 < top ? top : ty - 1, s = ty + 1 > bottom ? bottom : ty + 1;
  int w = tx - 1 < left ? left : tx - 1, e = tx + 1 > right ? right : tx + 1;
  bool done;
  for (int i = 0; i < iterations; i++) {
    done = false;
    if (tx >= i + 1 && tx <= SIDE - i - 2 && ty >= i + 1 && ty <= SIDE - i - 2
        && tx >= left && tx <= right && ty >= top && ty <= bottom) {
      done = true;
      next[ty][tx] = here[ty][tx] + scale * (heat[ty][tx] + (here[s][tx] + here[n][tx] - 2.0f * here[ty][tx]) * gy
          + (here[ty][e] + here[ty][w] - 2.0f * here[ty][tx]) * gx + (ambient - here[ty][tx]) * gz);
    }
    __syncthreads();
    if (i == iterations - 1) break;
    if (done) here[ty][tx] = next[ty][tx];
    __syncthreads();
  }
  if (done) to[at] = next[ty][tx];
}

__global__ void lud_diagonal(float* m, int n, int offset) {
  __shared__ float s[SIDE][SIDE];
  int at = offset * n + offset;
  for (int i = 0; i < SIDE; i++) {
    s[i][threadIdx.x] = m[at + threadIdx.x];
    at += n;
  }
  __syncthreads();
  for (int i = 0; i < SIDE - 1; i++) {
    if (threadIdx.x > i) {
      for (int j = 0; j < i; j++) s[threadIdx.x][i] -= s[threadIdx.x][j] * s[j][i];
      s[threadIdx.x][i] /= s[i][i];
    }
    __syncthreads();
    if (threadIdx.x > i) {
      for (int j = 0; j < i + 1; j++) s[i + 1][threadIdx.x] -= s[i + 1][j] * s[j][threadIdx.x];
    }
    __syncthreads();
  }
  at = (offset + 1) * n + offset;
  for (int i = 1; i < SIDE; i++) {
    m[at + threadIdx.x] = s[i][threadIdx.x];
    at += n;
  }
}

__global__ void lud_perimeter(float* m, int n, int offset) {
  __shared__ float dia[SIDE][SIDE];
  __shared__ float row[SIDE][SIDE];
  __shared__ float col[SIDE][SIDE];
  int id, at;
  if (threadIdx.x < SIDE) {
    id = threadIdx.x;
    at = offset * n + offset;
    for (int i = 0; i < SIDE / 2; i++) {
      dia[i][id] = m[at + id];
      at += n;
    }
    at = offset * n + offset;
    for (int i = 0; i < SIDE; i++) {
      row[i][id] = m[at + (blockIdx.x + 1) * SIDE + id];
      at += n;
    }
  } else {
    id = threadIdx.x - SIDE;
    at = (offset + SIDE / 2) * n + offset;
    for (int i = SIDE / 2; i < SIDE; i++) {
      dia[i][id] = m[at + id];
      at += n;
    }
    at = (offset + (blockIdx.x + 1) * SIDE) * n + offset;
    for (int i = 0; i < SIDE; i++) {
      col[i][id] = m[at + id];
      at += n;
    }
  }
  __syncthreads();
  if (threadIdx.x < SIDE) {
    id = threadIdx.x;
    for (int i = 1; i < SIDE; i++)
      for (int j = 0; j < i; j++) row[i][id] -= dia[i][j] * row[j][id];
  } else {
    id = threadIdx.x - SIDE;
    for (int i = 0; i < SIDE; i++) {
      for (int j = 0; j < i; j++) col[id][i] -= col[id][j] * dia[j][i];
      col[id][i] /= dia[i][i];
    }
  }
  __syncthreads();
  if (threadIdx.x < SIDE) {
    id = threadIdx.x;
    at = (offset + 1) * n + offset;
    for (int i = 1; i < SIDE; i++) {
      m[at + (blockIdx.x + 1) * SIDE + id] = row[i][id];
      at += n;
    }
  } else {
    id = threadIdx.x - SIDE;
    at = (offset + (blockIdx.x + 1) * SIDE) * n + offset;
    for (int i = 0; i < SIDE; i++) {
      m[at + id] = col[i][id];
      at += n;
    }
  }
}

__global__ void lud_internal(float* m, int n, int offset) {
  __shared__ float row[SIDE][SIDE];
  __shared__ float col[SIDE][SIDE];
  int r = offset + (blockIdx.y + 1) * SIDE, c = offset + (blockIdx.x + 1) * SIDE;
  row[threadIdx.y][threadIdx.x] = m[(offset + threadIdx.y) * n + c + threadIdx.x];
  col[threadIdx.y][threadIdx.x] = m[(r + threadIdx.y) * n + offset + threadIdx.x];
  __syncthreads();
  float sum = 0;
  for (int i = 0; i < SIDE; i++) sum += col[threadIdx.y][i] * row[i][threadIdx.x];
  m[(r + threadIdx.y) * n + c + threadIdx.x] -= sum;
}

__global__ void pathfinder(int iterations, const int* walls, const int* from, int* to, int columns, int rows, int start, int border) {
  __shared__ int before[256];
  __shared__ int result[256];
  int tx = threadIdx.x;
  int small = 256 - iterations * 2;
  int first = small * blockIdx.x - border, last = first + 255;
  int x = first + tx;
  int lowest = first < 0 ? -first : 0, highest = last > columns - 1 ? 255 - (last - columns + 1) : 255;
  int w = tx - 1 < lowest ? lowest : tx - 1, e = tx + 1 > highest ? highest : tx + 1;
  bool valid = tx >= lowest && tx <= highest;
  if (x >= 0 && x <= columns - 1) before[tx] = from[x];
  __syncthreads();
  bool done;
  for (int i = 0; i < iterations; i++) {
    done = false;
    if (tx >= i + 1 && tx <= 256 - i - 2 && valid) {
      done = true;
      int shortest = min(min(before[w], before[tx]), before[e]);
      result[tx] = shortest + walls[columns * (start + i) + x];
    }
    __syncthreads();
    if (i == iterations - 1) break;
    if (done) before[tx] = result[tx];
    __syncthreads();
  }
  if (done) to[x] = result[tx];
}

__global__ void kmeans_point(const float* features, int count, int points, int clusters, const float* centres, int* members) {
  int id = blockIdx.x * blockDim.x + threadIdx.x;
  if (id < points) {
    float least = 3.40282347e38f;
    int best = -1;
    for (int c = 0; c < clusters; c++) {
      float sum = 0;
      for (int f = 0; f < count; f++) {
        float d = features[id + f * points] - centres[c * count + f];
        sum += d * d;
      }
      if (sum < least) {
        least = sum;
        best = c;
      }
    }
    members[id] = best;
  }
}
}
