package org.ashlar.session;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.ashlar.door.Door;
import org.ashlar.door.Kept;
import org.ashlar.door.Parcel;
import org.ashlar.door.Reply;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.stage.Precision;

/// Between sessions and the door: tensors become parcels and parcels tensors.
public final class Doorway {
  private Doorway() {}

  /// Serves a session under a name until the handle is closed. It ends with its bundle; a program
  /// that is to stay is put behind the door as {@link #kept}.
  public static Door.Handle serve(Door door, String name, Session session) {
    return door.serve(name, server(session, Map.of()));
  }

  /// What answers with a session.
  ///
  /// @param more bundles with their versions that had a hand in every answer
  public static Door.Server server(Session session, Map<String, String> more) {
    return inputs -> {
      var tensors = new HashMap<String, TensorData>();
      inputs.forEach((name, parcel) -> tensors.put(name, tensor(parcel)));
      var answer = session.run(tensors);
      var versions = new HashMap<>(more);
      versions.putAll(answer.versions());
      return new Reply(parcels(answer.outputs()), versions, answer.epoch());
    };
  }

  /// A program and its numbers as the door keeps them: in memory of their own.
  public static Kept kept(ProgramText program, Map<String, TensorData> variables) {
    var facts = new TreeMap<String, String>();
    program.device().ifPresent(device -> facts.put(Kept.DEVICE, device));
    if (program.precision() != Precision.F32) {
      facts.put(Kept.PRECISION, program.precision().toString());
    }
    program
        .training()
        .ifPresent(training -> {
          facts.put(Kept.OF, training.of());
          facts.put(Kept.BY, String.join(",", training.by()));
          facts.put(Kept.UPDATE, String.join(Kept.NEXT, training.stages()));
          training.keep().ifPresent(keep -> facts.put(Kept.KEEP, keep));
        });
    return new Kept(program.name(), program.text(), copies(variables), facts);
  }

  public static TensorData tensor(Parcel parcel) {
    return new TensorData(DType.of(parcel.dtype()), parcel.sizes(), parcel.data());
  }

  public static Parcel parcel(TensorData tensor) {
    return new Parcel(tensor.dtype().toString(), tensor.sizes(), tensor.data());
  }

  /// Tensors by name as parcels that share their memory.
  public static Map<String, Parcel> parcels(Map<String, TensorData> tensors) {
    var parcels = new HashMap<String, Parcel>();
    tensors.forEach((name, tensor) -> parcels.put(name, parcel(tensor)));
    return parcels;
  }

  /// Tensors by name as parcels in memory of their own.
  public static Map<String, Parcel> copies(Map<String, TensorData> tensors) {
    var parcels = new HashMap<String, Parcel>();
    tensors.forEach((name, tensor) -> parcels.put(name, parcel(tensor).copy()));
    return parcels;
  }
}
