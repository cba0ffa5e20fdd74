package org.ashlar.onnx;

import java.nio.file.Path;
import org.ashlar.ir.Datum;
import org.ashlar.ir.Type;
import org.ashlar.ir.stage.DatumReader;
import org.ashlar.onnx.load.Limits;
import org.ashlar.onnx.load.ValueFile;
import org.osgi.service.component.annotations.Component;

/// Reads values from `.pb` files, as the tests of the format hold them.
@Component(service = DatumReader.class)
public final class OnnxValueReader implements DatumReader {
  @Override
  public String suffix() {
    return "pb";
  }

  @Override
  public Datum read(Path file, Type type) {
    return ValueFile.read(file, type, Limits.DEFAULT);
  }
}
