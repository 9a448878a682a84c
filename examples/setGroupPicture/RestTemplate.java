var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/setGroupPicture/")
    .append("{{apiTokenInstance}}");

var form = new LinkedMultiValueMap<String, Object>();
form.add("chatId", "-10000000000000");
form.add("file", new FileSystemResource("picture.jpg"));

var headers = new HttpHeaders();
headers.setContentType(MediaType.MULTIPART_FORM_DATA);
var request = new HttpEntity<>(form, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
