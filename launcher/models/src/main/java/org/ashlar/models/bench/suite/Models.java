package org.ashlar.models.bench.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.models.exec.Readers;
import org.ashlar.models.source.Packages;

/// Whole models: those that are named, or those that this benchmark knows.
///
/// What it knows lies outside the project, in the folder that `ASHLAR_DATA` names; a model that is
/// not there is a row all the same.
///
/// @param open numbers for sizes that models leave open
record Models(Readers readers, Packages packages, Map<String, Long> open) {
  private static final String LIGHT =
      "resnet50 vgg19 densenet121 inception_v1 inception_v2 squeezenet shufflenet bvlc_alexnet"
          + " zfnet512";

  private static final String WAKE_WORD =
      "npm:openwakeword-js@0.1.27!package/models/hello_deepa.onnx#"
          + "67ac357640e53b9d4713433a8ab48be4333f7cb21d6816406be7660ebe6d7614";

  /// The size of a page for the detector of letters: its data set has a small one.
  private static final Map<String, long[]> PAGE = Map.of("x", new long[] {1, 3, 640, 640});

  List<Case> cases(List<String> models) {
    if (!models.isEmpty()) {
      return models.stream().map(this::of).toList();
    }
    var data = Optional.ofNullable(System.getenv("ASHLAR_DATA")).orElse("ASHLAR_DATA");
    var cases = new ArrayList<Case>();
    for (var name : LIGHT.split(" ")) {
      add(cases, name, data + "/onnx-tests/light/light_" + name + ".onnx");
    }
    add(cases, "MiniLM", data + "/registry-models/minilm");
    add(cases, "MiniLM-q", data + "/registry-models/minilm-q");
    var page = data + "/registry-models/ppocr4-det";
    cases.add(new ModelCase("OCR det", page, PAGE, open, readers, packages));
    add(cases, "OCR rec", data + "/registry-models/ppocr4-rec");
    add(cases, "OCR cls", data + "/registry-models/ppocr-cls");
    add(cases, "voice detector", data + "/models/silero-vad/silero_vad");
    add(cases, "YOLOX-nano", data + "/models/yolox/yolox_nano_416x416");
    var words = data + "/models/micro-kws/micro_kws_m_static_";
    add(cases, "keyword spotter", words + "fp32");
    add(cases, "keyword spotter QDQ", words + "qdq");
    var tiny = data + "/models/mlperf-tiny/mlperf_tiny_resnet8_cifar10";
    add(cases, "ResNet8", tiny);
    add(cases, "MNIST-8", data + "/models/mnist/mnist-8");
    add(cases, "wake word", WAKE_WORD);
    return cases;
  }

  private void add(List<Case> cases, String name, String source) {
    cases.add(new ModelCase(name, source, Map.of(), open, readers, packages));
  }

  /// A model that a user names: by its file's name, or its folder's where the file is any model's.
  private Case of(String source) {
    var words = source.replaceAll("#.*$", "").replaceAll("[/!]+$", "").split("[/!\\\\]");
    var last = words[words.length - 1];
    var name =
        last.equals("model.onnx") && words.length > 1
            ? words[words.length - 2]
            : last.replaceAll("\\.onnx$", "");
    return new ModelCase(name, source, Map.of(), open, readers, packages);
  }
}
