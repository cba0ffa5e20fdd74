package org.ashlar.ptx;

import java.util.List;

/// What the body of a routine consists of.
public sealed interface Statement
    permits Instruction,
        Statement.Label,
        Statement.Registers,
        Statement.Declaration,
        Statement.Pragma,
        Statement.Block {

  /// Where it begins.
  Position position();

  /// A place that branches go to.
  record Label(String name, Position position) implements Statement {}

  /// Registers: `.reg .b32 %r<8>, %x;`. The names of `%r<8>` are `%r0` to `%r7`.
  record Registers(Type type, List<Names> names, Position position) implements Statement {
    /// Keeps a copy.
    public Registers {
      names = List.copyOf(names);
    }
  }

  /// One name, or `count` of them with a number after it; a count of 0 is the name itself.
  record Names(String name, int count) {}

  /// A variable of the body: shared, local or a parameter of a call.
  record Declaration(Variable variable) implements Statement {
    @Override
    public Position position() {
      return variable.position();
    }
  }

  /// Advice to the assembler, as `nounroll` for the loop that the next label begins.
  record Pragma(String text, Position position) implements Statement {}

  /// Statements whose names are their own.
  record Block(List<Statement> statements, Position position) implements Statement {
    /// Keeps a copy.
    public Block {
      statements = List.copyOf(statements);
    }
  }
}
