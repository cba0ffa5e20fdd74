package org.ashlar.door;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;

/// A server as requests call it: through a method handle that no compiler looks into.
///
/// A caller may send requests from one loop for days. The virtual machine compiles that loop while
/// it runs and copies into it what it calls most; a copied method of a replaced bundle would keep
/// the bundle's class loader until the loop ends. A handle that is no constant is where copying
/// stops.
final class Entrance {
  private static final MethodType CALL = MethodType.methodType(Reply.class, Map.class);

  private final MethodHandle call;

  Entrance(Door.Server server) {
    try {
      call = MethodHandles.lookup().findVirtual(Door.Server.class, "call", CALL).bindTo(server);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalStateException("door: a server cannot be called: " + e.getMessage(), e);
    }
  }

  Reply call(Map<String, Parcel> inputs) {
    try {
      return (Reply) call.invokeExact(inputs);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(Gate.text(e), e);
    }
  }
}
