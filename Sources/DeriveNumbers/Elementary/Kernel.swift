// Polynomials near the best approximation, by interpolation at Chebyshev points in 400 bits, their coefficients rounded
// to doubles (mpmath's chebyfit). Those that eight lanes share take even and odd powers apart, so that each
// step waits for less. The error of each fit is relative to the polynomial's value, before that rounding.

@usableFromInline enum Kernel {
  /// `(exp(r) - 1 - r) / r^2` for `|r| <= log(2)/2 + 0.001`; error of the fit 2^-59.
  @inlinable @inline(__always) static func expRemainder<T: Lanes>(_ r: T) -> T {
    let square = r * r
    var even = T(0x1.1f73c205b53dcp-29)
    even = even * square + T(0x1.27e4db0881b4cp-22)
    even = even * square + T(0x1.a01a01a6f59a8p-16)
    even = even * square + T(0x1.6c16c16c1629fp-10)
    even = even * square + T(0x1.5555555555556p-5)
    even = even * square + T(0x1.0000000000000p-1)
    var odd = T(0x1.af4f375ba602bp-26)
    odd = odd * square + T(0x1.71de0190b33a1p-19)
    odd = odd * square + T(0x1.a01a01ac1adebp-13)
    odd = odd * square + T(0x1.111111111007ep-7)
    odd = odd * square + T(0x1.5555555555557p-3)
    return even + r * odd
  }

  /// `(sin(r) - r) / r^3` as a function of `z = r^2` for `|r| <= pi/4`; error of the fit 2^-66.
  @inlinable @inline(__always) static func sineRemainder<T: Lanes>(_ z: T) -> T {
    let square = z * z
    var even = T(-0x1.ab16f5caa198ap-41)
    even = even * square + T(-0x1.ae645410e937bp-26)
    even = even * square + T(-0x1.a01a01a01992fp-13)
    even = even * square + T(-0x1.5555555555555p-3)
    var odd = T(0x1.61217d9252c03p-33)
    odd = odd * square + T(0x1.71de3a545f836p-19)
    odd = odd * square + T(0x1.1111111111110p-7)
    return even + z * odd
  }

  /// `(cos(r) - 1 + r^2/2) / r^4` as a function of `z = r^2` for `|r| <= pi/4`; error of the fit 2^-59.
  @inlinable @inline(__always) static func cosineRemainder<T: Lanes>(_ z: T) -> T {
    let square = z * z
    var even = T(0x1.1eeb67d026ec6p-29)
    even = even * square + T(0x1.a01a019f4ddfdp-16)
    even = even * square + T(0x1.5555555555555p-5)
    var odd = T(-0x1.907cd8ff5ede7p-37)
    odd = odd * square + T(-0x1.27e4fa16cc2d1p-22)
    odd = odd * square + T(-0x1.6c16c16c16963p-10)
    return even + z * odd
  }

  /// `(atan(r) - r) / r^3` as a function of `z = r^2` for `|r| <= 7/16`; error of the fit 2^-57.
  static func arctangentRemainder(_ z: Double) -> Double {
    var p = 0x1.e1bad020c0831p-7
    p = p * z - 0x1.0eca64e8d3b3ap-5
    p = p * z + 0x1.6fbf3ccf2a52cp-5
    p = p * z - 0x1.ab49734ecd6a0p-5
    p = p * z + 0x1.e16e07fd34035p-5
    p = p * z - 0x1.110c7e273bd81p-4
    p = p * z + 0x1.3b1373e3efd08p-4
    p = p * z - 0x1.745d15398a3f9p-4
    p = p * z + 0x1.c71c71bcbe492p-4
    p = p * z - 0x1.2492492484afap-3
    p = p * z + 0x1.99999999998b9p-3
    p = p * z - 0x1.5555555555555p-2
    return p
  }

  /// `(asin(r) - r) / r^3` as a function of `z = r^2` for `|r| <= 1/2`; error of the fit 2^-63.
  static func arcsineRemainder(_ z: Double) -> Double {
    var p = 0x1.f7b7e46af0ee8p-6
    p = p * z - 0x1.8a435f5117258p-6
    p = p * z + 0x1.720d0586f24a3p-6
    p = p * z + 0x1.804c0240677f0p-12
    p = p * z + 0x1.20548a3ca847dp-7
    p = p * z + 0x1.0a9171f4c504ep-7
    p = p * z + 0x1.40e47f482ed3fp-7
    p = p * z + 0x1.7a70ab2bcdeadp-7
    p = p * z + 0x1.c99b000e791f4p-7
    p = p * z + 0x1.1c4ebd6df68b7p-6
    p = p * z + 0x1.6e8ba31ce37bfp-6
    p = p * z + 0x1.f1c71c70ed1adp-6
    p = p * z + 0x1.6db6db6db7c96p-5
    p = p * z + 0x1.333333333332dp-4
    p = p * z + 0x1.5555555555555p-3
    return p
  }

  /// `(log((1 + s) / (1 - s)) - 2 s) / s^3` as a function of `z = s^2` for `|s| <= 0.172`; error of the fit 2^-51.
  @inlinable @inline(__always) static func logarithmRemainder<T: Lanes>(_ z: T) -> T {
    let square = z * z
    var even = T(0x1.2b6688a387e03p-3)
    even = even * square + T(0x1.7462bd8f7796ep-3)
    even = even * square + T(0x1.2492492e09d4dp-2)
    even = even * square + T(0x1.5555555555558p-1)
    var odd = T(0x1.39fd392179a95p-3)
    odd = odd * square + T(0x1.c71c62c639fdep-3)
    odd = odd * square + T(0x1.9999999995204p-2)
    return even + z * odd
  }

  /// `(log(1 + r) - r + r^2/2) / r^3` for `|r| <= 1/64`; error of the fit 2^-67.
  static func logarithmTail(_ r: Double) -> Double {
    var p = 0x1.748969a497942p-4
    p = p * r - 0x1.99c99d754b94dp-4
    p = p * r + 0x1.c71c6fb332658p-4
    p = p * r - 0x1.fffffdbfc31fep-4
    p = p * r + 0x1.2492492496e74p-3
    p = p * r - 0x1.555555555a55fp-3
    p = p * r + 0x1.9999999999999p-3
    p = p * r - 0x1.0000000000000p-2
    p = p * r + 0x1.5555555555555p-2
    return p
  }

  /// `erf(x) / x` as a function of `z = x^2` for `|x| <= 3/4`; error of the fit 2^-60.
  static func errorFunctionCentre(_ z: Double) -> Double {
    var p = 0x1.8a2ca05725a4dp-27
    p = p * z - 0x1.564eaf2b300b8p-23
    p = p * z + 0x1.b90eb1bb738ebp-20
    p = p * z - 0x1.f4c5dc976c85cp-17
    p = p * z + 0x1.f9a2af89af017p-14
    p = p * z - 0x1.c02db1214bed9p-11
    p = p * z + 0x1.565bcd0362164p-8
    p = p * z - 0x1.b82ce312572fap-6
    p = p * z + 0x1.ce2f21a0424c0p-4
    p = p * z - 0x1.812746b0379e0p-2
    p = p * z + 0x1.20dd750429b6dp0
    return p
  }

  /// `exp(x^2) erfc(x)` as a function of `t = x - 9/8` for `x` in [3/4, 3/2]; error of the fit 2^-57.
  static func scaledComplementLow(_ t: Double) -> Double {
    var p = 0x1.cf793384b2a46p-21
    p = p * t - 0x1.81f24366e74a6p-19
    p = p * t + 0x1.295393ca8d29bp-17
    p = p * t - 0x1.d23b65d604957p-16
    p = p * t + 0x1.6275279c6c811p-14
    p = p * t - 0x1.041f07374c8d2p-12
    p = p * t + 0x1.6fd9a3c81f5d3p-11
    p = p * t - 0x1.f38c6a0b81c32p-10
    p = p * t + 0x1.446c51686832cp-8
    p = p * t - 0x1.910a5d7edb0fep-7
    p = p * t + 0x1.d4e711a2de40ep-6
    p = p * t - 0x1.01343a2c90f9dp-4
    p = p * t + 0x1.05e72521ca1bbp-3
    p = p * t - 0x1.e78b356770fc4p-3
    p = p * t + 0x1.9531e09b149b5p-2
    return p
  }

  /// `exp(x^2) erfc(x)` as a function of `t = x - 2` for `x` in [3/2, 5/2]; error of the fit 2^-64.
  static func scaledComplementMiddle(_ t: Double) -> Double {
    var p = 0x1.a7523b0384a8ep-30
    p = p * t - 0x1.ae33644dd8790p-28
    p = p * t + 0x1.9045a960bc5c8p-26
    p = p * t - 0x1.84fe551e66b73p-24
    p = p * t + 0x1.724bb6eb7817cp-22
    p = p * t - 0x1.577ac9843765dp-20
    p = p * t + 0x1.36976cf00a602p-18
    p = p * t - 0x1.115cf7fada5c9p-16
    p = p * t + 0x1.d37ba55be347bp-15
    p = p * t - 0x1.838221763c0f6p-13
    p = p * t + 0x1.369ffa07c5993p-11
    p = p * t - 0x1.e028e8a55b3fcp-10
    p = p * t + 0x1.64907215a3cb7p-8
    p = p * t - 0x1.fa9d3ac955e3ap-7
    p = p * t + 0x1.5672b9ea13de6p-5
    p = p * t - 0x1.b57034efd3f72p-4
    p = p * t + 0x1.058671b52c776p-2
    return p
  }

  /// `exp(x^2) erfc(x)` as a function of `t = x - 7/2` for `x` in [5/2, 9/2]; error of the fit 2^-62.
  static func scaledComplementHigh(_ t: Double) -> Double {
    var p = 0x1.1f18e712291c0p-42
    p = p * t - 0x1.7c6423aa2343ap-40
    p = p * t + 0x1.9c18a091ea60fp-38
    p = p * t - 0x1.08319a64887eep-35
    p = p * t + 0x1.532585b74c9b0p-33
    p = p * t - 0x1.a67b7c3a2155fp-31
    p = p * t + 0x1.02dc87176a541p-28
    p = p * t - 0x1.3843be4ecf2e9p-26
    p = p * t + 0x1.724f99f30bf8bp-24
    p = p * t - 0x1.af5d6dcad822bp-22
    p = p * t + 0x1.ed2a965c29925p-20
    p = p * t - 0x1.146bc3f63dc17p-17
    p = p * t + 0x1.2f839e54571cdp-15
    p = p * t - 0x1.460abd6b465fbp-13
    p = p * t + 0x1.5632136d8cb84p-11
    p = p * t - 0x1.5e5d7e9898fa5p-9
    p = p * t + 0x1.5d581133378edp-7
    p = p * t - 0x1.5285d2eb1ef74p-5
    p = p * t + 0x1.3e0a99a0ee914p-3
    return p
  }

  /// `x exp(x^2) erfc(x)` as a function of `z = 1/x^2` for `x >= 9/2`; error of the fit 2^-57.
  static func scaledComplementFar(_ z: Double) -> Double {
    var p = 0x1.07e9dcf6fbc4bp21
    p = p * z - 0x1.c464b87da7606p19
    p = p * z + 0x1.87f0f4007a52ep17
    p = p * z - 0x1.e73c805c471aap14
    p = p * z + 0x1.09fb847f57324p12
    p = p * z - 0x1.2771f392bfadbp9
    p = p * z + 0x1.6e3f1b47b3ae2p6
    p = p * z - 0x1.0a910c9d295b4p4
    p = p * z + 0x1.d9eb242b65b7fp1
    p = p * z - 0x1.0ecf9d4c895b5p0
    p = p * z + 0x1.b14c2f855482fp-2
    p = p * z - 0x1.20dd750429826p-2
    p = p * z + 0x1.20dd750429b6dp-1
    return p
  }

  /// `lgamma(2 + z) / z` for `|z| <= 1/2`; error of the fit 2^-63.
  static func logGammaAtTwo(_ z: Double) -> Double {
    var p = 0x1.11fa5e7c86f7bp-24
    p = p * z - 0x1.2009c1a550d0dp-23
    p = p * z + 0x1.b40adb09a1e12p-23
    p = p * z - 0x1.ce17528bcf460p-22
    p = p * z + 0x1.012012be3900ap-20
    p = p * z - 0x1.1276ebd557fb0p-19
    p = p * z + 0x1.258f3057730fap-18
    p = p * z - 0x1.3cb3be36ad88bp-17
    p = p * z + 0x1.580e0afa55850p-16
    p = p * z - 0x1.78de9ab752b81p-15
    p = p * z + 0x1.a127afee53e7dp-14
    p = p * z - 0x1.d3fd4b679c1c4p-13
    p = p * z + 0x1.0b36af8779ca0p-11
    p = p * z - 0x1.38ac5c2d48207p-10
    p = p * z + 0x1.7add6eadb5317p-9
    p = p * z - 0x1.e404fc218dbaep-8
    p = p * z + 0x1.51322ac7d848ap-6
    p = p * z - 0x1.13e001a55760ap-4
    p = p * z + 0x1.4a34cc4a60fa6p-2
    p = p * z + 0x1.b0ee6072093cep-2
    return p
  }

  /// `digamma(x0 + z) / z` near its positive zero `x0`: the Taylor series, whose next term is below 2^-57 for `|z| <= 1/40`.
  static func digammaAtRoot(_ z: Double) -> Double {
    var p = 0x1.5955caaa962f3p-7
    p = p * z - 0x1.f970508e1b6a2p-7
    p = p * z + 0x1.723d6807edcc0p-6
    p = p * z - 0x1.0fa7ec36a7d8fp-5
    p = p * z + 0x1.8fce02b239ca7p-5
    p = p * z - 0x1.27baba261cc2cp-4
    p = p * z + 0x1.b9a5b6370f3abp-4
    p = p * z - 0x1.4fc1317257da8p-3
    p = p * z + 0x1.08b4294d50381p-2
    p = p * z - 0x1.c563b54aa1a35p-2
    p = p * z + 0x1.ef72bc8ee38acp-1
    return p
  }
}
