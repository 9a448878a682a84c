var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{mediaUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendFileByUpload/")
    .append("{{apiTokenInstance}}");

var form = new LinkedMultiValueMap<String, Object>();
form.add("chatId", "10000000");
form.add("caption", "A file");
form.add("file", new FileSystemResource("a.txt"));

var headers = new HttpHeaders();
headers.setContentType(MediaType.MULTIPART_FORM_DATA);
var request = new HttpEntity<>(form, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
