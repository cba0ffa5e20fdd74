package org.ashlar.session;

import java.util.Map;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.TensorData;

/// The platform, as its users hold it: a registry of blocks and the sessions that run on them.
public interface Ashlar extends AutoCloseable {
  Registry registry();

  /// Makes a program ready to run; compiles it for the sizes of its text.
  ///
  /// @param variables one number for each variable of the program (states of a training rule may be absent: zeros)
  Session session(ProgramText program, Map<String, TensorData> variables);

  @Override
  void close();
}
