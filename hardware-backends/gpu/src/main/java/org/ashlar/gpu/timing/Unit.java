package org.ashlar.gpu.timing;

/// What executes an operation. Units on one port of a sub-core take turns.
public enum Unit {
  FMA("fma", Port.FLOAT),
  IMAD("imad", Port.FLOAT),
  WIDE("wide", Port.FLOAT),
  ALU("alu", Port.INTEGER),
  HALF("half", Port.FLOAT),
  DOUBLE("double", Port.DOUBLE),
  MUFU("mufu", Port.RARE),
  CONVERT("convert", Port.RARE),
  POPC("popc", Port.RARE),
  SPECIAL("special", Port.RARE),
  BRANCH("branch", Port.BRANCH),
  MEMORY("memory", Port.MEMORY),
  SHUFFLE("shuffle", Port.MEMORY),
  VOTE("vote", Port.INTEGER),
  MMA_16816("mma.16816.f16", Port.TENSOR),
  MMA_1688("mma.1688.f16", Port.TENSOR),
  MMA_TF32("mma.1688.tf32", Port.TENSOR),
  MMA_S8("mma.16832.s8", Port.TENSOR),
  WMMA("wmma", Port.TENSOR);

  /// What units share.
  public enum Port {
    FLOAT,
    INTEGER,
    DOUBLE,
    RARE,
    BRANCH,
    MEMORY,
    TENSOR
  }

  private final String pipe;
  private final Port port;

  Unit(String pipe, Port port) {
    this.pipe = pipe;
    this.port = port;
  }

  /// Its name under `pipes` in profiles.
  public String pipe() {
    return pipe;
  }

  public Port port() {
    return port;
  }
}
