/** Where a libtensorflow for this machine can be had: archives of public registries, each pinned by its version, size and checksum. */

/** An archive (a zip file) that carries the two shared libraries of TensorFlow, and the ordinary client that fetches it. */
export interface Archive {
  /** What the user is told, and gives as `--from`. */
  readonly name: 'maven' | 'pypi' | 'maven-gpu'
  /** The package and its version, as its registry writes them. */
  readonly from: string
  readonly tensorflow: string
  /** Size of the archive. */
  readonly bytes: number
  readonly sha256: string
  /** Size of the two libraries on disk. */
  readonly unpackedBytes: number
  /** The program that must be on the path, and its arguments; the archive lands somewhere under `folder`. */
  readonly client: string
  readonly fetch: (folder: string) => readonly string[]
}

/** Two names that the archives give to TensorFlow's libraries, and that the binding is linked to. */
export const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const

const mavenGet = (artifact: string) => (folder: string) => [
  '--quiet',
  '--batch-mode',
  `-Dmaven.repo.local=${folder}`,
  'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get',
  `-Dartifact=${artifact}`,
  '-Dtransitive=false',
]

const pipDownload = (requirement: string) => (folder: string) => [
  '-m',
  'pip',
  'download',
  '--quiet',
  '--disable-pip-version-check',
  '--no-cache-dir',
  '--no-deps',
  '--only-binary=:all:',
  '--python-version=3.11',
  '--platform=manylinux2014_x86_64',
  `--dest=${folder}`,
  requirement,
]

/** In the order in which they are tried, the smallest first. The one for CUDA (11.2, cuDNN 8.1) is taken only when asked for. */
export const ARCHIVES: readonly Archive[] = [
  {
    name: 'maven',
    from: 'org.tensorflow:tensorflow-core-api:0.5.0:jar:linux-x86_64',
    tensorflow: '2.10.1',
    bytes: 116_959_312,
    sha256: 'f394c5be26c8f3b644cdc77e6741b2cfe774caa8aedeb969c50e074444feac55',
    unpackedBytes: 476_307_376,
    client: 'mvn',
    fetch: mavenGet('org.tensorflow:tensorflow-core-api:0.5.0:jar:linux-x86_64'),
  },
  {
    name: 'pypi',
    from: 'tensorflow-cpu==2.13.1',
    tensorflow: '2.13.1',
    bytes: 186_594_601,
    sha256: '87be6e61314b2c0fa062f71e26e41d6a17e162ffe4da72c820fe8f1fc94d97fe',
    unpackedBytes: 560_777_048,
    client: 'python3',
    fetch: pipDownload('tensorflow-cpu==2.13.1'),
  },
  {
    name: 'maven-gpu',
    from: 'org.tensorflow:tensorflow-core-api:0.5.0:jar:linux-x86_64-gpu',
    tensorflow: '2.10.1 for CUDA 11.2',
    bytes: 486_860_853,
    sha256: '06298a31706ef94fc6509c490eefb281b756556a02808b222109c33707a72a6f',
    unpackedBytes: 1_015_404_528,
    client: 'mvn',
    fetch: mavenGet('org.tensorflow:tensorflow-core-api:0.5.0:jar:linux-x86_64-gpu'),
  },
]
