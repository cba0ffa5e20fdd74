package org.ashlar.train.checkpoint;

/// A checkpoint cannot be written or read: says which and why.
public final class CheckpointException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  public CheckpointException(String message) {
    super(message);
  }
}
