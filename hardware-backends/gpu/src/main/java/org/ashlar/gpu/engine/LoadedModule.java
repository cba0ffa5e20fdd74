package org.ashlar.gpu.engine;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ptx.Entry;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.PtxModule;
import org.ashlar.ptx.Space;
import org.ashlar.ptx.Type;
import org.ashlar.ptx.Variable;

/// A module in the memory of a device: its variables have addresses and first values, its entries
/// are kernels.
public final class LoadedModule implements AutoCloseable {
  private final PtxModule module;
  private final DeviceMemory memory;
  private final Map<String, Long> symbols = new LinkedHashMap<>();
  private final Map<String, Kernel> kernels = new HashMap<>();

  public LoadedModule(PtxModule module, DeviceMemory memory) {
    this.module = module;
    this.memory = memory;
    for (var variable : variables()) {
      symbols.put(variable.name(), memory.allocate(variable.bytes()));
    }
    for (var variable : variables()) {
      variable.initial().ifPresent(value -> initialise(variable, value));
    }
  }

  private List<Variable> variables() {
    return module.variables().stream()
        .filter(v -> v.space() == Space.GLOBAL || v.space() == Space.CONST)
        .toList();
  }

  public PtxModule module() {
    return module;
  }

  /// The kernel of an entry, decoded once.
  public synchronized Kernel kernel(String entry) {
    return kernels.computeIfAbsent(entry, name -> new Kernel(Entry.of(module, name), symbols));
  }

  /// The device address of a global or constant variable.
  public long address(String variable) {
    var found = symbols.get(variable);
    if (found == null) {
      throw new IllegalArgumentException(
          "variable " + variable + ": the module has " + symbols.keySet());
    }
    return found;
  }

  private void initialise(Variable variable, Operand value) {
    var segment = memory.at(address(variable.name()), variable.bytes());
    int[] at = {0};
    put(segment, variable.type(), value, at);
  }

  private void put(java.lang.foreign.MemorySegment to, Type type, Operand value, int[] at) {
    switch (value) {
      case Operand.Vector(var elements) -> elements.forEach(e -> put(to, type, e, at));
      case Operand.Generic(var name) -> put(to, type, address(name), at);
      case Operand.Symbol(var name, long offset) -> put(to, type, address(name) + offset, at);
      default -> put(to, type, Slots.bits(value, type), at);
    }
  }

  private static void put(java.lang.foreign.MemorySegment to, Type type, long bits, int[] at) {
    Access.set(to, at[0], type.bytes(), bits);
    at[0] += type.bytes();
  }

  @Override
  public void close() {
    symbols.values().forEach(memory::free);
  }
}
